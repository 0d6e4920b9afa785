// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.20;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/**
 * @title ContractWallet
 * @notice An account without a key of its own: what its owner's key signed counts as signed by it.
 */
contract ContractWallet is IERC1271 {
    /// @notice Whose key signs for this account.
    address public immutable owner;

    /**
     * @notice Creates an account.
     * @param owner_ Whose key signs for it.
     */
    constructor(address owner_) {
        owner = owner_;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes memory signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError error, ) = ECDSA.tryRecover(hash, signature);
        bool valid = error == ECDSA.RecoverError.NoError && signer == owner;
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
