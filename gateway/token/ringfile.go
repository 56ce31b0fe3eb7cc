package token

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

const (
	// ringVersion is the version of the key file's shape. The first had no
	// signs_from and no next key; it is read and written anew.
	ringVersion = 2
	// maxRingFile bounds the key file in bytes; 256 keys need 80 kB.
	maxRingFile = 1 << 20
)

// ringDoc is the key file: keys oldest first. The signing key and the next, which
// is last and has no signs_from, have their private seeds.
type ringDoc struct {
	Version int      `json:"version"`
	Keys    []keyDoc `json:"keys"`
}

type keyDoc struct {
	Kid     string    `json:"kid"`
	Public  string    `json:"public"`            // 32 bytes, base64url
	Private string    `json:"private,omitempty"` // the 32-byte seed (RFC 8032), base64url
	Created time.Time `json:"created"`
	Signs   time.Time `json:"signs_from,omitzero"`
	Expiry  time.Time `json:"last_token_expires"`
}

// prepareDir makes the folder, or refuses one that others can enter.
func prepareDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make token key folder: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("check token key folder: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("open token keys: folder %s has mode %04o, so others can enter it; run chmod 700 on it: %w", dir, mode, ErrKeyFile)
	}
	return nil
}

// readKeys reads the key file; no file is no keys. Its errors name the file
// and the fault and hold nothing of its content.
func readKeys(path string) ([]*ringKey, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open token keys: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("check token keys: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open token keys: %s is not a regular file: %w", path, ErrKeyFile)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("open token keys: %s has mode %04o, so others can read it; run chmod 600 on it, and rotate the keys if anyone may have: %w", path, mode, ErrKeyFile)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxRingFile+1))
	if err != nil {
		return nil, fmt.Errorf("read token keys: %w", err)
	}
	if len(data) > maxRingFile {
		return nil, fmt.Errorf("read token keys: %s is larger than %d bytes: %w", path, maxRingFile, ErrKeyFile)
	}
	keys, fault := parseKeys(data)
	if fault != "" {
		return nil, fmt.Errorf("read token keys: %s: %s; restore it from a backup, or remove it and issue all tokens anew: %w", path, fault, ErrKeyFile)
	}
	return keys, nil
}

// parseKeys reads the key file's content. The fault is a fixed text: errors of
// decoders may quote what they read.
func parseKeys(data []byte) (keys []*ringKey, fault string) {
	var doc ringDoc
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		return nil, "not the JSON of a key file"
	}
	if doc.Version < 1 || doc.Version > ringVersion {
		return nil, "a version that this program does not know"
	}
	if len(doc.Keys) == 0 || len(doc.Keys) > maxKeys {
		return nil, "no keys, or too many"
	}
	seen := make(map[string]bool)
	signing := len(doc.Keys) - 1
	if doc.Version > 1 && doc.Keys[signing].Signs.IsZero() {
		signing--
	}
	if signing < 0 {
		return nil, "no key that signs"
	}
	for i, d := range doc.Keys {
		if doc.Version == 1 {
			d.Signs = d.Created
		}
		k, ok := parseKey(d)
		if !ok || seen[k.kid] {
			return nil, "a key whose kid, public and private half do not belong together"
		}
		if (i >= signing) != (k.private != nil) || (i <= signing) == k.signs.IsZero() {
			return nil, "the signing key and the one after it, and they alone, must have their private halves"
		}
		seen[k.kid] = true
		keys = append(keys, k)
	}
	return keys, ""
}

func parseKey(d keyDoc) (*ringKey, bool) {
	pub, err := base64.RawURLEncoding.Strict().DecodeString(d.Public)
	if err != nil || len(pub) != ed25519.PublicKeySize || Thumbprint(pub) != d.Kid {
		return nil, false
	}
	k := &ringKey{kid: d.Kid, public: pub, created: d.Created, signs: d.Signs, expiry: d.Expiry}
	if d.Private == "" {
		return k, true
	}
	seed, err := base64.RawURLEncoding.Strict().DecodeString(d.Private)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, false
	}
	k.private = ed25519.NewKeyFromSeed(seed)
	return k, k.public.Equal(k.private.Public())
}

// writeKeys replaces the key file: temporary file, fsync, rename, fsync of the
// folder. If we crash before the rename the old file stands, and the temporary
// one is overwritten by the next write.
func writeKeys(dir, path string, keys []*ringKey) error {
	doc := ringDoc{Version: ringVersion}
	for _, k := range keys {
		d := keyDoc{Kid: k.kid, Public: base64.RawURLEncoding.EncodeToString(k.public), Created: k.created, Signs: k.signs, Expiry: k.expiry}
		if k.private != nil {
			d.Private = base64.RawURLEncoding.EncodeToString(k.private.Seed())
		}
		doc.Keys = append(doc.Keys, d)
	}
	data, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return fmt.Errorf("encode token keys: %w", err)
	}
	temp := path + ".tmp"
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write token keys: %w", err)
	}
	if err := writeSynced(temp, append(data, '\n')); err != nil {
		return fmt.Errorf("write token keys: %w", err)
	}
	if err := os.Rename(temp, path); err != nil {
		return fmt.Errorf("write token keys: %w", err)
	}
	return syncDir(dir)
}

// writeSynced makes a file of mode 0600 that did not exist, with its content on disk.
func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync token key folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync token key folder: %w", err)
	}
	return nil
}
