"""
Run in the judges' own environment: `python ocds_judges.py PACKAGE SCHEMA STANDARD_ZIP` prints what they find, as JSON.

PACKAGE: a release package. SCHEMA: the dereferenced release schema. STANDARD_ZIP: the standard's files, so that nothing
is fetched.
"""

import json
import sys
import warnings
from pathlib import Path

from libcoveocds.api import ocds_json_output
from libcoveocds.config import LibCoveOCDSConfig
from ocdsmerge import Merger

package_path, schema_path, standard_zip = sys.argv[1:]
package = json.loads(Path(package_path).read_text())
warnings.simplefilter("error")
merger = Merger(json.loads(Path(schema_path).read_text()))
by_ocid: dict = {}
for release in package["releases"]:
    by_ocid.setdefault(release["ocid"], []).append(release)
compiled = {ocid: merger.create_compiled_release(releases) for ocid, releases in by_ocid.items()}
warnings.simplefilter("ignore")
config = LibCoveOCDSConfig()
config.config["standard_zip"] = f"file://{standard_zip}"
config.config["additional_checks"] = "all"
config.config["context"] = "api"
found = ocds_json_output(json_data=package, schema_version="1.1", lib_cove_ocds_config=config)
told = {
    name: found.get(name)
    for name in (
        "validation_errors",
        "additional_closed_codelist_values",
        "additional_checks",
        "additional_fields",
        "conformance_errors",
    )
}
json.dump({"compiled": compiled, "cove": told}, sys.stdout)
