"""What `linli roster` says, in Chinese and English."""

from gateway.rosters.header import NAMES, OF_ERRORS
from gateway.rosters.row import COLUMNS

ENGLISH = {
    "sending": "Sending",
    "receiving": "Receiving",
    "checking": "Checking",
    "comparing": "Comparing",
    "applying": "Applying",
    "done": "The roster is synced.",
    "partly": "{taken} of {lines} lines were taken over; the others have errors or are to be decided.",
    "would": "Nothing was changed; this is what a sync would do.",
    "refused": "The roster was refused; nothing was changed.",
    "cancelled": "The sync was cancelled.",
    "cancelling": "Asking the platform to stop …",
    "left running": "The sync goes on without being watched; it is job {job}.",
    "stopped": "Sending was stopped.",
    "unreachable": "{url} can't be reached: {error}",
    "confirm": "If they really leave, say so with --confirm-leaving.",
    "running": "To cancel it: linli roster cancel --unit {unit}",
    "idle": "No sync of this unit is running.",
    "kept": "Lines with errors are in {path}.",
    "more": "… and more",
    "lines": "lines read",
    "created": "new",
    "changed": "changed",
    "returned": "returned",
    "unchanged": "unchanged",
    "left": "left",
    "conflicts": "conflicts",
    "errors": "lines with errors",
    "repaired": "repaired",
    "warnings": "warnings",
    "line": "line",
    "column": "column",
    "problem": "what is wrong",
}
CHINESE = {
    "sending": "正在发送",
    "receiving": "正在接收",
    "checking": "正在检查",
    "comparing": "正在比对",
    "applying": "正在更新",
    "done": "名册已同步。",
    "partly": "共 {lines} 行，已更新 {taken} 行；其余各行有错误或待裁定。",
    "would": "未作任何更改；同步时将会如下。",
    "refused": "名册被拒绝，未作任何更改。",
    "cancelled": "同步已取消。",
    "cancelling": "正在请求平台停止……",
    "left running": "同步仍在平台上继续，任务号为 {job}。",
    "stopped": "已停止发送。",
    "unreachable": "无法连接 {url}：{error}",
    "confirm": "如确已离开，请加上 --confirm-leaving。",
    "running": "如需取消：linli roster cancel --unit {unit}",
    "idle": "该单位没有正在进行的同步。",
    "kept": "有错误的行已写入 {path}。",
    "more": "……还有更多",
    "lines": "读取行数",
    "created": "新增",
    "changed": "变更",
    "returned": "返回",
    "unchanged": "未变",
    "left": "离开",
    "conflicts": "冲突",
    "errors": "有错误的行",
    "repaired": "已修正",
    "warnings": "警告",
    "line": "行号",
    "column": "列名",
    "problem": "问题",
}


class Words:
    """
    The texts of one language.

    language: as a locale names it (`zh_CN.UTF-8`); English for any but Chinese.
    """

    def __init__(self, language: str) -> None:
        self._is_chinese = language.lower().startswith("zh")
        self._texts = CHINESE if self._is_chinese else ENGLISH

    @property
    def tag(self) -> str:
        """As HTTP names the language."""
        return "zh-CN" if self._is_chinese else "en"

    def say(self, name: str, **values: object) -> str:
        return self._texts[name].format(**values)

    @property
    def heads_of_errors(self) -> tuple[str, ...]:
        """The columns of a list of lines with errors before those of the roster; by them the platform knows one."""
        return OF_ERRORS["zh" if self._is_chinese else "en"]

    def column(self, column: str | None) -> str:
        """What a unit calls a column; one that isn't ours by its own name."""
        if column in COLUMNS and self._is_chinese:
            return NAMES[column][0].split(" ", 1)[0]
        return column or ""
