import MPIRuntime
import Testing

@testable import TokenExchange

@Suite("shared memory of a node")
struct SharedPoolTests {
  @Test("regions do not overlap, and what is given back is lent again")
  func regions() throws {
    let pool = SharedPool(node: .solo())
    #expect(pool.take(bytes: 1) == nil)
    try pool.grow(bytes: 1_000)
    let first = try #require(pool.take(bytes: 100))
    var second = pool.take(bytes: 500)
    #expect(first.range == 0..<128)
    #expect(second?.range == 128..<640)
    #expect(pool.take(bytes: 500) == nil)
    second = nil
    let third = try #require(pool.take(bytes: 800))
    #expect(third.range == 128..<960)
    #expect(pool.address(of: first) == 1 && pool.address(of: third) == 3)
  }

  @Test(
    "neighbours that are given back in any order become one", arguments: [[0, 1, 2], [1, 0, 2]])
  func joining(order: [Int]) throws {
    let pool = SharedPool(node: .solo())
    try pool.grow(bytes: 192)
    var held = (0..<3).map { _ in pool.take(bytes: 64) }
    #expect(held.allSatisfy { $0 != nil })
    for index in order { held[index] = nil }
    #expect(pool.take(bytes: 192)?.range == 0..<192)
  }

  @Test("memory doubles when it grows")
  func growth() throws {
    let pool = SharedPool(node: .solo())
    try pool.grow(bytes: 6_400)
    try pool.grow(bytes: 1)
    let region = try #require(pool.take(bytes: 6_464))
    let other = try #require(pool.take(bytes: 6_400))
    #expect(region.arena == 0 && other.arena == 1)
  }
}
