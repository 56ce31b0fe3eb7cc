package token

import (
	"errors"
	"fmt"
)

// ErrInvalid is what every refusal of a token wraps, ErrUnavailable excepted.
// The texts hold nothing of the token, so that they can be logged and shown.
var ErrInvalid = errors.New("token is not valid")

// Refusals of a token, in the order in which they are found.
var (
	// ErrMalformed: not three base64url parts of strict JSON within 8 KiB.
	ErrMalformed = fmt.Errorf("%w: malformed", ErrInvalid)
	// ErrHeader: a header member that is missing, of the wrong type, or refused
	// because it names a key or changes how the token is read (jwk, jku, x5u,
	// x5c, crit, b64, zip, enc, cty).
	ErrHeader = fmt.Errorf("%w: header is not acceptable", ErrInvalid)
	// ErrType: the header's typ is not that of an access token.
	ErrType = fmt.Errorf("%w: typ is not that of an access token", ErrInvalid)
	// ErrAlgorithm: an algorithm that the issuer or the key does not use.
	ErrAlgorithm = fmt.Errorf("%w: algorithm is not permitted", ErrInvalid)
	// ErrClaims: a claim that is missing, of the wrong type or out of range.
	ErrClaims = fmt.Errorf("%w: claims are not acceptable", ErrInvalid)
	// ErrIssuer: iss is neither this gateway nor a configured issuer.
	ErrIssuer = fmt.Errorf("%w: issuer is unknown", ErrInvalid)
	// ErrAudience: aud does not name this gateway.
	ErrAudience = fmt.Errorf("%w: audience is another", ErrInvalid)
	// ErrExpired: exp lies more than 60 seconds back.
	ErrExpired = fmt.Errorf("%w: it has expired", ErrInvalid)
	// ErrNotYet: nbf or iat lies more than 60 seconds ahead.
	ErrNotYet = fmt.Errorf("%w: it is not valid yet", ErrInvalid)
	// ErrSubject: sub is no id that an agent can have.
	ErrSubject = fmt.Errorf("%w: subject is not acceptable", ErrInvalid)
	// ErrRevoked: the token was revoked.
	ErrRevoked = fmt.Errorf("%w: it was revoked", ErrInvalid)
	// ErrKey: the issuer has no key of this kid.
	ErrKey = fmt.Errorf("%w: signing key is unknown", ErrInvalid)
	// ErrSignature: the signature is not the key's.
	ErrSignature = fmt.Errorf("%w: signature does not verify", ErrInvalid)
)

// ErrUnavailable: the issuer's keys are not cached and could not be fetched,
// so nothing can be said of the token. It does not wrap ErrInvalid: the same
// token may be accepted later.
var ErrUnavailable = errors.New("keys of the issuer are not available")

// ErrKeyFile: the key file or its folder is not as this package leaves it:
// readable by others, damaged, or of a later version.
var ErrKeyFile = errors.New("token key file is not usable")
