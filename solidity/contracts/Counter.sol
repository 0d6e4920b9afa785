// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.20;

/**
 * @title Counter
 * @notice Counts effects: how often it was called with each mark, whatever anybody says about it.
 */
contract Counter {
    /// @notice How often each mark was counted.
    mapping(bytes32 mark => uint256 times) public count;

    /**
     * @notice A mark was counted once more.
     * @param mark The mark.
     */
    event Bumped(bytes32 indexed mark);

    /**
     * @notice Counts a mark once more.
     * @param mark The mark.
     */
    function bump(bytes32 mark) external {
        ++count[mark];
        emit Bumped(mark);
    }

    /**
     * @notice Says to every forwarder that it may call: who calls makes no difference here.
     * @return Always true.
     */
    function isTrustedForwarder(address) external pure returns (bool) {
        return true;
    }
}
