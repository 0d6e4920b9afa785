// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.20;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/**
 * @title MsqForwarder
 * @notice Executes signed requests on behalf of their signers: OpenZeppelin's ERC-2771 forwarder, which
 * also takes requests from contracts that answer for themselves by EIP-1271.
 *
 * @dev OpenZeppelin's forwarder recovers a key from each signature, so smart accounts (Safe, ERC-4337
 * wallets) have no way to sign for it: nobody holds the key of their address. Here the contract at `from`
 * is asked when, and only when, the signature is not that of `from`'s own key. Whatever
 * OpenZeppelin's forwarder accepts is thereby accepted unchanged, also from an account that has both
 * a key and code (EIP-7702).
 *
 * What a contract is asked about is the request's whole EIP-712 hash. It holds `from`, the nonce, the chain
 * and this forwarder, so an answer serves for one request of one account, even where one key
 * owns several accounts.
 *
 * A contract may change its mind: a request that {verify} called valid can be invalid a block later. And it
 * may use up gas while it is asked: a relayer should simulate what it is about to pay for, and
 * should not put a request of a contract it does not know into one batch with others.
 */
contract MsqForwarder is ERC2771Forwarder {
    /**
     * @notice Creates a forwarder.
     * @param name The name in its EIP-712 domain, of version "1".
     */
    constructor(string memory name) ERC2771Forwarder(name) {}

    /**
     * @dev Asks the contract at `from` when the signature is not that of `from`'s key. That call cannot change
     * any state, so the nonce it was asked about is still the current one when {_execute} uses it.
     * @param request The request and its signature.
     * @return isValid Whether `signer` is known to have signed the request.
     * @return signer Who signed: the recovered address, or `from` if it is a contract that says so.
     */
    function _recoverForwardRequestSigner(
        ForwardRequestData calldata request
    ) internal view override returns (bool isValid, address signer) {
        (isValid, signer) = super._recoverForwardRequestSigner(request);

        bool signedByKey = isValid && signer == request.from;
        if (!signedByKey && request.from.code.length != 0) {
            if (SignatureChecker.isValidERC1271SignatureNow(request.from, _hash(request), request.signature)) {
                return (true, request.from);
            }
        }
    }

    /// @dev What `from` signs: the request with its current nonce, in this forwarder's domain.
    function _hash(ForwardRequestData calldata request) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        _FORWARD_REQUEST_TYPEHASH,
                        request.from,
                        request.to,
                        request.value,
                        request.gas,
                        nonces(request.from),
                        request.deadline,
                        keccak256(request.data)
                    )
                )
            );
    }
}
