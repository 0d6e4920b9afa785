// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.20;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";

/**
 * @title SampleNft
 * @notice Numbered tokens whose holders, and whose owner, need no gas: it takes calls through a forwarder as
 * calls of those who signed them.
 */
contract SampleNft is ERC721, Ownable, ERC2771Context {
    /// @notice How many were minted, which is the id of the next one.
    uint256 public minted;

    /**
     * @notice Creates the collection, with nothing in it.
     * @param trustedForwarder The forwarder whose word about the sender is taken.
     * @param owner Who may mint.
     */
    constructor(
        address trustedForwarder,
        address owner
    ) ERC721("Msq Sample NFT", "MSN") Ownable(owner) ERC2771Context(trustedForwarder) {}

    /**
     * @notice Creates the next token. Only the owner can.
     * @param to Who gets it.
     * @return id Its id: one more than the last, from 0.
     */
    function mint(address to) external onlyOwner returns (uint256 id) {
        id = minted++;
        // Not _safeMint: the receiver would be called, and could fail the mint.
        _mint(to, id);
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
