// Package config reads the one file that operators write.
//
// It is strict: an unknown or duplicate key, a value of the wrong type or out of
// range, a reference to what does not exist: each is a fault with its line and
// column and with what to do, and all faults of a file are reported at once. A
// file with a fault yields no configuration at all, so that a reload is whole or
// not at all. YAML anchors, aliases, merge keys, custom tags, further documents
// and files above 1 MiB are refused.
//
// Values may read the environment as ${NAME}. What is read so is never expanded
// again, never quoted in a fault and masked as *** by Effective. Secrets may
// always be files; one that others can read is a fault.
//
// What this version does not offer yet (channels, postpaid plans, other meters
// and price models) is validated and named in a warning; Config carries what is
// offered.
//
// The package does not own what the values do: cmd/farebox hands them to the
// packages that use them. It opens no file but the configuration itself.
package config
