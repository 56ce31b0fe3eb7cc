package chain

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"github.com/ethereum/go-ethereum/accounts/abi"
)

// maxReason bounds a reason in words: it is kept in the journal and shown.
const maxReason = 200

// reason says in words why a contract refused: by the string of a revert, the name
// and values of an error that is known, or the bytes as they are. The text is the
// token's own and untrusted: it comes out bounded and printable.
func (c *Client) reason(data []byte) string {
	if len(data) == 0 {
		return "out of gas, or no reason given"
	}
	if len(data) < 4 {
		return fmt.Sprintf("%#x", data)
	}
	if text, err := abi.UnpackRevert(data); err == nil {
		return cmp.Or(printable(text), "no reason given")
	}
	if e, err := c.vault.UnpackError(data); err == nil {
		return errorName(e)
	}
	if e, err := c.dollar.UnpackError(data); err == nil {
		return errorName(e)
	}
	return printable(fmt.Sprintf("%#x", data))
}

// errorName turns *bindings.VaultWrongSeq{…} into "WrongSeq {…}".
func errorName(e any) string {
	name := fmt.Sprintf("%T", e)
	name = name[strings.LastIndexByte(name, '.')+1:]
	name = strings.TrimPrefix(strings.TrimPrefix(name, "Vault"), "TestDollar")
	values := strings.TrimPrefix(fmt.Sprintf("%+v", e), "&")
	if values == "{}" {
		return name
	}
	return printable(name + " " + values)
}

func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, strings.ToValidUTF8(s, "?"))
	if r := []rune(s); len(r) > maxReason {
		s = string(r[:maxReason]) + "…"
	}
	return s
}
