package token

import (
	"bytes"
	"strings"
	"testing"
)

func TestAPseudonymIsTheSameForAllWhoHaveTheSecretAndForNobodyElse(t *testing.T) {
	var all [3]*Tokens
	for i, fill := range []byte{1, 1, 2} {
		var err error
		if all[i], err = New(bytes.Repeat([]byte{fill}, SecretBytes), nil); err != nil {
			t.Fatal(err)
		}
	}
	const address = "192.0.2.7"
	name := all[0].Pseudonym(address)
	if name != all[1].Pseudonym(address) || len(name) != 22 || strings.Contains(name, address) {
		t.Errorf("%q and %q", name, all[1].Pseudonym(address))
	}
	if name == all[2].Pseudonym(address) || name == all[0].Pseudonym("192.0.2.8") {
		t.Error("another secret or another address has the same name")
	}
}
