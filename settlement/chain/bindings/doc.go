// Package bindings holds the Go side of the contracts: ABI, bytecode and typed
// encoders and decoders of the vault, the batch settlement contract and its
// deposit collector, the test dollar and the token interface.
//
// It owns no logic. vault.go (which holds BatchSettlement too, for the structs
// that both share), collector.go, testdollar.go and token.go are generated from
// artifacts/*.json, which contracts/build.sh compiles from contracts/src; change
// the Solidity and run that script. `contracts/build.sh --check` proves that the
// committed files are what the sources compile to, so building Farebox needs
// neither node nor a Solidity compiler.
//
// Vault.PackSettleBatch encodes a batch, PackConstructor the arguments that
// follow VaultMetaData.Bin in a deployment, and the Unpack...Event functions
// read logs.
package bindings
