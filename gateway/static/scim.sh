# URL, CLIENT_ID and SECRET are the platform's address and the unit's client.
TOKEN=$(curl -s -u "$CLIENT_ID:$SECRET" -d grant_type=client_credentials "$URL/oauth/token" |
        sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
scim() { curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/scim+json' "$@"; }

scim "$URL/scim/v2/Users" -d '{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "A-1024", "displayName": "陈华英",
  "urn:ietf:params:scim:schemas:extension:linli:2.0:Member": {"department": "内科", "skills": ["义诊"]}}'

scim -G "$URL/scim/v2/Users" --data-urlencode 'filter=userName eq "a-1024"'

scim "$URL/scim/v2/Bulk" -d '{
  "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
  "Operations": [
    {"method": "POST", "path": "/Users", "bulkId": "zheng", "data": {
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "A-1025", "displayName": "郑雨明"}},
    {"method": "POST", "path": "/Groups", "bulkId": "team", "data": {
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "义诊队",
      "members": [{"value": "bulkId:zheng"}]}}]}'
