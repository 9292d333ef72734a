##! JSON: to_json and from_json are built in (base/bif/json.bif).

@load base/bif/json.bif
