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
		members[string(m.name)] = string(m.raw)
	}
	return members, nil
}

// Len returns how many vouchers are kept.
func (c *VoucherCache) Len() int { return c.good.Len() }
