package x402

import "encoding/json"

// ParseObject reads the members of a JSON object.
func ParseObject(text []byte) (map[string]string, error) {
	if !json.Valid(text) {
		return nil, errNoObject
	}
	o, err := parseObject(text)
	if err != nil {
		return nil, err
	}
	members := map[string]string{}
	for _, m := range o {
		members[m.name] = string(m.raw)
	}
	return members, nil
}
