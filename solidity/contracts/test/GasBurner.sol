// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.20;

/**
 * @title GasBurner
 * @notice Uses up all gas it is given.
 */
contract GasBurner {
    /// @notice Runs until the gas is used up.
    function burn() external pure {
        assembly {
            invalid()
        }
    }

    /**
     * @notice Lets every forwarder call.
     * @return Always true.
     */
    function isTrustedForwarder(address) external pure returns (bool) {
        return true;
    }
}
