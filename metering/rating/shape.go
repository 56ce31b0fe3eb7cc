package rating

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/farebox/farebox/metering"
)

// The models of this version.
const (
	modelUnit       = "unit"
	modelComponents = "components"
)

// check says what is wrong with one member's value; nil is fine.
type check func(v any) error

// member is one member of an object.
type member struct {
	required bool
	check    check
}

// models are the known models and the members that belong to each; the
// modifiers may join any of them.
func models() map[string]map[string]member {
	must := func(c check) member { return member{required: true, check: c} }
	may := func(c check) member { return member{check: c} }
	return map[string]map[string]member{
		modelUnit:       {"unit": must(isPrice)},
		modelComponents: {"prices": must(isComponents)},
		"graduated":     {"tiers": must(isTiers("unit")), "allow_negative": may(isBool)},
		"volume":        {"tiers": must(isTiers("unit")), "allow_negative": may(isBool)},
		"package":       {"size": must(isPositive), "amount": must(isPrice)},
		"percentage": {
			"rate": must(isPrice), "fixed": may(isPrice), "free_events": may(isPrice),
			"free_amount": may(isPrice), "min_per_event": may(isPrice), "max_per_event": may(isPrice),
		},
		"graduated_percentage": {"tiers": must(isTiers("rate"))},
		"matrix":               {"rows": must(isRows)},
		"dynamic":              {"multiplier": must(isPrice), "currency_decimals": may(isDecimals)},
	}
}

// modifiers are the members that change what any model charges.
func modifiers() map[string]member {
	return map[string]member{
		"min": {check: isPrice}, "max": {check: isPrice},
		"free_units": {check: isPrice}, "usage_discount": {check: isPrice},
		"percent_discount": {check: isPercent}, "convert": {check: isConvert},
		"billing_units": {check: isPositive}, "zero_usage_flat": {check: isBool},
	}
}

// checkShape checks a definition against its model's shape and returns the
// model and the modifiers it uses, in alphabetical order. It does not say
// whether this version offers them.
func checkShape(v any) (model string, used []string, err error) {
	object, ok := v.(map[string]any)
	if !ok {
		return "", nil, fmt.Errorf("want an object with a \"model\", got %s", jsonType(v))
	}
	name, given := object["model"]
	if !given {
		return "", nil, fmt.Errorf("\"model\" is missing; the models are %v", modelNames())
	}
	model, _ = name.(string)
	own, ok := models()[model]
	if !ok {
		return "", nil, &MemberError{Name: "model", Err: fmt.Errorf("unknown model %v; the models are %v", name, modelNames())}
	}
	extra := modifiers()
	all := maps.Clone(own)
	maps.Copy(all, extra)
	all["model"] = member{required: true, check: func(any) error { return nil }}
	if err := checkObject(object, all); err != nil {
		return "", nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if _, isModifier := extra[key]; isModifier {
			used = append(used, key)
		}
	}
	return model, used, nil
}

func modelNames() []string { return slices.Sorted(maps.Keys(models())) }

// checkObject checks that an object has every required member, no unknown one,
// and that each value passes. It reports the first fault in alphabetical order.
func checkObject(object map[string]any, members map[string]member) error {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		m, known := members[key]
		if !known {
			return &MemberError{Name: key, Err: errors.New("unknown member")}
		}
		if err := m.check(object[key]); err != nil {
			return &MemberError{Name: key, Err: err}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(members)) {
		if _, given := object[key]; members[key].required && !given {
			return fmt.Errorf("%q is missing", key)
		}
	}
	return nil
}

func isPrice(v any) error {
	_, err := priceOf(v)
	return err
}

// priceOf reads a decimal string that is not negative.
func priceOf(v any) (decimal, error) {
	s, ok := v.(string)
	if !ok {
		return decimal{}, fmt.Errorf("want a decimal in quotes, such as \"0.001\", got %s", jsonType(v))
	}
	return parsePrice(s)
}

func isPositive(v any) error {
	d, err := priceOf(v)
	if err == nil && d.scaled.Sign() == 0 {
		err = fmt.Errorf("must be above zero")
	}
	return err
}

func isPercent(v any) error {
	d, err := priceOf(v)
	if err == nil && d.scaled.Cmp(tenTo(priceDecimals+2)) > 0 {
		err = fmt.Errorf("%s is above 100 percent", d.text)
	}
	return err
}

func isBool(v any) error {
	if _, ok := v.(bool); !ok {
		return fmt.Errorf("want true or false, got %s", jsonType(v))
	}
	return nil
}

func isDecimals(v any) error {
	n, ok := v.(json.Number)
	i, err := n.Int64()
	if !ok || err != nil || i < 0 || i > 12 {
		return fmt.Errorf("want a whole number from 0 to 12")
	}
	return nil
}

func isConvert(v any) error {
	object, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("want an object, got %s", jsonType(v))
	}
	rounding := func(v any) error {
		if s, _ := v.(string); !slices.Contains([]string{"ceil", "floor", "round", "none"}, s) {
			return fmt.Errorf("want ceil, floor, round or none")
		}
		return nil
	}
	err := checkObject(object, map[string]member{
		"divide_by": {check: isPositive}, "multiply_by": {check: isPositive}, "round": {check: rounding},
	})
	_, divides := object["divide_by"]
	_, multiplies := object["multiply_by"]
	if err == nil && divides == multiplies {
		err = fmt.Errorf("want one of \"divide_by\" and \"multiply_by\"")
	}
	return err
}

// isComponents checks prices by kind of usage.
func isComponents(v any) error {
	object, ok := v.(map[string]any)
	if !ok || len(object) == 0 {
		return fmt.Errorf("want an object of at least one price by kind of usage")
	}
	members := map[string]member{}
	for _, k := range componentKinds() {
		members[k.String()] = member{check: isPrice}
	}
	return checkObject(object, members)
}

// componentKinds are the kinds of usage that components may price.
func componentKinds() []metering.Kind {
	return []metering.Kind{
		metering.KindInput, metering.KindCacheRead, metering.KindCacheWrite, metering.KindCacheWrite1h,
		metering.KindOutput, metering.KindAudioIn, metering.KindAudioOut, metering.KindImageIn, metering.KindToolCall,
	}
}

// isTiers checks tiers whose figure is named by the argument: up_to ascends,
// and only the last tier, which has none, is open.
func isTiers(figure string) check {
	return func(v any) error {
		list, ok := v.([]any)
		if !ok || len(list) == 0 {
			return fmt.Errorf("want a list of at least one tier")
		}
		var previous decimal
		for i, t := range list {
			upTo, err := checkTier(t, figure)
			last := i == len(list)-1
			switch {
			case err != nil:
			case last != (upTo.scaled == nil):
				err = fmt.Errorf("only the last tier is open: its \"up_to\" is null")
			case !last && previous.scaled != nil && upTo.scaled.Cmp(previous.scaled) <= 0:
				err = fmt.Errorf("\"up_to\" must ascend")
			}
			if err != nil {
				return &MemberError{Index: i, Err: err}
			}
			previous = upTo
		}
		return nil
	}
}

// checkTier returns the tier's inclusive upper end, without a number where it
// is open.
func checkTier(v any, figure string) (upTo decimal, err error) {
	tier, ok := v.(map[string]any)
	if !ok {
		return decimal{}, fmt.Errorf("want an object, got %s", jsonType(v))
	}
	end := func(v any) error {
		if v == nil {
			return nil
		}
		upTo, err = priceOf(v)
		return err
	}
	err = checkObject(tier, map[string]member{
		"up_to": {required: true, check: end}, figure: {check: isPrice}, "flat": {check: isPrice},
	})
	return upTo, err
}

// isRows checks a matrix: the first row whose dimensions all match prices the
// call, by a whole definition of its own.
func isRows(v any) error {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return fmt.Errorf("want a list of at least one row")
	}
	when := func(v any) error {
		dims, ok := v.(map[string]any)
		for _, x := range dims {
			_, isText := x.(string)
			ok = ok && isText
		}
		if !ok {
			return fmt.Errorf("want an object of text by dimension")
		}
		return nil
	}
	price := func(v any) error {
		_, _, err := checkShape(v)
		return err
	}
	for i, r := range list {
		row, ok := r.(map[string]any)
		if !ok {
			return &MemberError{Index: i, Err: fmt.Errorf("want an object, got %s", jsonType(r))}
		}
		err := checkObject(row, map[string]member{"when": {check: when}, "price": {required: true, check: price}})
		if err != nil {
			return &MemberError{Index: i, Err: err}
		}
	}
	return nil
}

func jsonType(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case bool:
		return "true or false"
	case json.Number:
		return "a number"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}
