/// `groups` matrix products `[m, k] x [k, n]` in one launch.
public struct ProductShape: Hashable, Sendable {
  public var groups: Int
  /// Of one group.
  public var m: Int
  public var n: Int
  public var k: Int

  public init(groups: Int = 1, m: Int, n: Int, k: Int) {
    self.groups = groups
    self.m = m
    self.n = n
    self.k = k
  }

  /// 2MNK of all groups.
  public var flops: Double { 2 * Double(groups) * Double(m) * Double(n) * Double(k) }
}
