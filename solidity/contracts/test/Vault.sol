// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.20;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";

/**
 * @title Vault
 * @notice Takes deposits, and can be closed for them: a target of requests that carry value.
 */
contract Vault is ERC2771Context {
    /// @notice Nothing can be deposited.
    error Closed();

    /// @notice What each sender deposited.
    mapping(address sender => uint256 amount) public deposits;

    /// @notice Whether deposits are refused.
    bool public closed;

    /**
     * @notice Creates a vault.
     * @param trustedForwarder The forwarder whose word about the sender is taken.
     */
    constructor(address trustedForwarder) ERC2771Context(trustedForwarder) {}

    /// @notice Refuses deposits from now on.
    function close() external {
        closed = true;
    }

    /// @notice Deposits the value that came with the call, for its sender.
    function deposit() external payable {
        if (closed) revert Closed();
        deposits[_msgSender()] += msg.value;
    }
}
