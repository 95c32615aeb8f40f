import Testing

@testable import MPIRuntime

@Suite("message buffers")
struct MessageBufferTests {
  @Test("what is written through a span is read through another", arguments: [0, 1, 5, 4_096])
  func spans(count: Int) {
    var buffer = MessageBuffer<Int64>(repeating: 9, count: count)
    #expect(buffer.count == count)
    #expect(buffer.array == [Int64](repeating: 9, count: count))
    var writable = buffer.mutableSpan
    for index in writable.indices { writable[index] = Int64(index * index) }
    let readable = buffer.span
    #expect((0..<readable.count).map { readable[$0] } == (0..<count).map { Int64($0 * $0) })
  }

  @Test("an array goes in and comes out as a copy")
  func arrays() {
    var source: [Float] = [1, .infinity, -0.0]
    let buffer = MessageBuffer(source)
    source[0] = 2
    #expect(buffer.array == [1, .infinity, -0.0])
  }

  @Test("elements that move out leave an empty buffer")
  func taking() {
    var buffer = MessageBuffer<UInt8>([1, 2])
    #expect(buffer.take().array == [1, 2])
    #expect(buffer.count == 0)
  }

  @Test("a negative count is a broken promise")
  func negative() async {
    await #expect(processExitsWith: .failure) {
      _ = MessageBuffer<UInt8>(repeating: 0, count: -1)
    }
  }
}
