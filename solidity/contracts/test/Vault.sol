// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.20;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";

/**
 * @title Vault
 * @notice Takes deposits: a target of requests that carry value.
 */
contract Vault is ERC2771Context {
    /// @notice What each sender deposited.
    mapping(address sender => uint256 amount) public deposits;

    /**
     * @notice Creates a vault.
     * @param trustedForwarder The forwarder whose word about the sender is taken.
     */
    constructor(address trustedForwarder) ERC2771Context(trustedForwarder) {}

    /// @notice Deposits the value that came with the call, for its sender.
    function deposit() external payable {
        deposits[_msgSender()] += msg.value;
    }
}
