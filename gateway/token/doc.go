// Package token issues and verifies the bearer tokens of Farebox: who calls,
// never with what the call is paid.
//
// It owns the gateway's Ed25519 signing keys (Ring) and their rotation by age
// (Authority.Run: a key is published for a day, signs for 30, and is published
// until its last token has expired), the tokens signed with
// them (Authority.Issue), the verification of those and of tokens of foreign
// issuers named in the configuration (Authority.Verify), the foreign key sets
// (fetched, cached, refreshed), the cache of verified tokens and the list of
// revoked ones. It does not own agents, plans or balances, the journal that
// revocations are replayed from (call Revoke and RevokeAgent again at start), or HTTP statuses.
//
// A token is verified in this order, and the first fault ends it:
//
//	size, two dots                nothing is read before this
//	cache of verified tokens      one SHA-256 and one map lookup: the common call ends here
//	alphabet, header, claims      strict JSON: no duplicate member, no invalid UTF-8, no
//	                              trailing data; header members that name a key are refused
//	algorithm                     and the signature's length and shape for it
//	issuer                        own, or one of the configuration; each has its own keys
//	type, audience, times,        by the issuer's rules; 60 seconds of clock skew
//	subject, id
//	revocation
//	key                           by (issuer, kid): only here may a key set be fetched
//	signature
//
// A foreign key set is fetched from the configured address alone, at most once
// a minute for keys that it lacked; a token never names an address. Keys are
// used for 24 hours after the last good fetch; without any, tokens of that
// issuer are refused.
//
// No secret is compared in this package: signatures are checked with public
// keys, and the cache is keyed by the token's hash, so time tells nothing of use.
package token
