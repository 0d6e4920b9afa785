// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.20;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Pausable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Pausable.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";

/**
 * @title SampleToken
 * @notice A token whose holders, and whose owner, need no gas: it takes calls through a forwarder as calls of
 * those who signed them.
 */
contract SampleToken is ERC20, ERC20Burnable, ERC20Pausable, Ownable, ERC2771Context {
    /**
     * @notice Creates the token, with no supply.
     * @param trustedForwarder The forwarder whose word about the sender is taken.
     * @param owner Who may mint, pause and unpause.
     */
    constructor(
        address trustedForwarder,
        address owner
    ) ERC20("Msq Sample Token", "MST") Ownable(owner) ERC2771Context(trustedForwarder) {}

    /**
     * @notice Creates tokens. Only the owner can.
     * @param to Who gets them.
     * @param amount How many, in the smallest unit.
     */
    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }

    /// @notice Stops transfers, mints and burns. Only the owner can.
    function pause() external onlyOwner {
        _pause();
    }

    /// @notice Allows transfers, mints and burns again. Only the owner can.
    function unpause() external onlyOwner {
        _unpause();
    }

    /// @inheritdoc ERC20Pausable
    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Pausable) {
        super._update(from, to, value);
    }

    /// @inheritdoc ERC2771Context
    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    /// @inheritdoc ERC2771Context
    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    /// @inheritdoc ERC2771Context
    function _contextSuffixLength() internal view override(Context, ERC2771Context) returns (uint256) {
        return ERC2771Context._contextSuffixLength();
    }
}
