package devnet

import (
	"errors"
	"fmt"
	"log/slog"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/catalyst"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/rpc"
)

// Limits of the JSON-RPC server.
const (
	rpcBatchItems    = 1_000
	rpcResponseBytes = 25 << 20
)

// Memory of the node's caches, in MiB: a development chain is small, and shares
// the process with the gateway.
const (
	databaseCache = 32
	trieCache     = 32
	openFiles     = 64
)

// open starts the node, or gives back everything it took.
func (c *Chain) open() (err error) {
	host, port, err := loopback(c.cfg.HTTPAddr)
	if err != nil {
		return err
	}
	stack, err := node.New(nodeConfig(c.cfg.DataDir, host, port, c.cfg.Log))
	if errors.Is(err, node.ErrDatadirUsed) {
		return fmt.Errorf("open chain in %s: %w", c.cfg.DataDir, ErrInUse)
	}
	if err != nil {
		return fmt.Errorf("open chain in %s: %w", c.cfg.DataDir, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, stack.Close())
		}
	}()
	backend, err := eth.New(stack, ethConfig(genesisBlock(c.cfg.ChainID, c.setup.alloc)))
	if err != nil {
		return fmt.Errorf("open chain in %s: %w", c.cfg.DataDir, asOtherGenesis(err))
	}
	stack.RegisterAPIs([]rpc.API{{
		Namespace: "eth",
		Service:   filters.NewFilterAPI(filters.NewFilterSystem(backend.APIBackend, filters.Config{})),
	}})
	if err := stack.Start(); err != nil {
		return fmt.Errorf("start chain: %w", err)
	}
	beacon, err := catalyst.NewSimulatedBeacon(0, common.Address{}, backend)
	if err != nil {
		return fmt.Errorf("start sealing: %w", err)
	}
	c.node, c.eth, c.beacon = stack, backend, beacon
	return nil
}

func asOtherGenesis(err error) error {
	var mismatch *core.GenesisMismatchError
	if errors.As(err, &mismatch) {
		return fmt.Errorf("%w (stored %s, wanted %s)", ErrOtherGenesis, mismatch.Stored, mismatch.New)
	}
	return err
}

// nodeConfig is a node that talks to nobody: no peers, no discovery, no IPC, no
// browser origins; JSON-RPC with the modules that clients need.
func nodeConfig(dir, host string, port int, logger *slog.Logger) *node.Config {
	return &node.Config{
		Name:                 "chain",
		DataDir:              dir,
		DBEngine:             "pebble",
		UseLightweightKDF:    true,
		P2P:                  p2p.Config{NoDiscovery: true, NoDial: true, MaxPeers: 0},
		HTTPHost:             host,
		HTTPPort:             port,
		HTTPModules:          []string{"eth", "net", "web3"},
		HTTPVirtualHosts:     []string{"localhost"},
		HTTPTimeouts:         rpc.DefaultHTTPTimeouts,
		BatchRequestLimit:    rpcBatchItems,
		BatchResponseMaxSize: rpcResponseBytes,
		Logger:               log.NewLogger(nodeErrors{logger.Handler()}),
	}
}

func ethConfig(genesis *core.Genesis) *ethconfig.Config {
	cfg := ethconfig.Defaults
	cfg.Genesis = genesis
	cfg.NetworkId = genesis.Config.ChainID.Uint64()
	cfg.SyncMode = ethconfig.FullSync
	// With the default scheme a kill loses every block since the last clean stop.
	cfg.NoPruning = true
	cfg.StateScheme = rawdb.HashScheme
	cfg.SnapshotCache = 0
	cfg.DatabaseCache = databaseCache
	cfg.DatabaseHandles = openFiles
	cfg.TrieCleanCache = trieCache
	cfg.TrieDirtyCache = 0
	cfg.TransactionHistory = 0 // all
	cfg.LogNoHistory = true    // logs are searched by bloom filter, with no index to repair
	cfg.TxPool.NoLocals = true
	cfg.TxPool.Journal = ""
	cfg.BlobPool.Datadir = "" // in memory
	cfg.Miner.GasCeil = blockGasLimit
	cfg.Miner.GasPrice = big.NewInt(1)
	return &cfg
}
