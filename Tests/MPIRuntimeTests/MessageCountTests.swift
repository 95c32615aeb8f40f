import Testing

@testable import MPIRuntime

@Suite("counts that MPI can take")
struct MessageCountTests {
  @Test("up to 2³¹ - 1 elements", arguments: [0, 1, 2_147_483_647])
  func accepted(count: Int) throws { #expect(try Int(messageCount(count)) == count) }

  @Test("one more is an error with both numbers")
  func refused() {
    let error = MPIError(
      code: .countTooLarge, detail: "2147483648 elements, at most 2147483647")
    #expect(throws: error) { try messageCount(2_147_483_648) }
    #expect(throws: error) { try GatherLayout([2_147_483_647, 1]) }
  }

  @Test("gathered elements part again by rank, none included")
  func layout() throws {
    let layout = try GatherLayout([2, 0, 3])
    #expect(layout.offsets == [0, 2, 2])
    #expect(layout.total == 5)
    #expect(layout.parts(of: [1, 2, 3, 4, 5]) == [[1, 2], [], [3, 4, 5]])
  }
}
