package x402

import (
	"strconv"
	"strings"
)

// Network returns the CAIP-2 name of an EVM chain, eip155:<id>.
func Network(chainID uint64) string { return "eip155:" + strconv.FormatUint(chainID, 10) }

// ParseNetwork is the inverse of Network. It takes no leading zeros.
func ParseNetwork(caip2 string) (chainID uint64, ok bool) {
	digits, ok := strings.CutPrefix(caip2, "eip155:")
	if !ok {
		return 0, false
	}
	chainID, err := strconv.ParseUint(digits, 10, 64)
	return chainID, err == nil && Network(chainID) == caip2
}

// NetworkV1 returns the name of a chain in version 1, a closed list: those are
// the EVM networks that x402-fetch 1.2.0 knows. On any other chain there is no
// offer for version 1.
func NetworkV1(chainID uint64) (name string, ok bool) {
	switch chainID {
	case 137:
		return "polygon", true
	case 1328:
		return "sei-testnet", true
	case 1329:
		return "sei", true
	case 1514:
		return "story", true
	case 2741:
		return "abstract", true
	case 3338:
		return "peaq", true
	case 4689:
		return "iotex", true
	case 8453:
		return "base", true
	case 11124:
		return "abstract-testnet", true
	case 41923:
		return "educhain", true
	case 43113:
		return "avalanche-fuji", true
	case 43114:
		return "avalanche", true
	case 80002:
		return "polygon-amoy", true
	case 84532:
		return "base-sepolia", true
	case 324705682:
		return "skale-base-sepolia", true
	}
	return "", false
}
