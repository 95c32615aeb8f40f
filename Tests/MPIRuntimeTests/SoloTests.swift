import TestSupport
import Testing

@testable import MPIRuntime

@Suite("a process alone")
struct SoloTests {
  struct Planned: Error, Equatable {}

  @Test("collectives give back what they got")
  func collectives() throws {
    let solo = Communicator.solo()
    #expect(solo.rank == 0 && solo.size == 1)
    try solo.barrier()
    #expect(try solo.allReduce([1.5, -2], .sum) == [1.5, -2])
    #expect(try solo.broadcast([Int32](), from: 0) == [])
    #expect(try solo.gather([UInt8(7)], to: 0) == [[7]])
    #expect(try solo.allGather([Float(7)]) == [[7]])
    #expect(try solo.split(color: 4, key: -1)?.size == 1)
    #expect(try solo.split(color: nil, key: 0) == nil)
  }

  @Test("exchanges of all with all and shared memory are the process's own")
  func exchanges() throws {
    let solo = Communicator.solo()
    #expect(try solo.startAllGather(MessageBuffer([Int32(3), 4])).wait().array == [3, 4])
    var received = MessageBuffer<Float>(repeating: 0, count: 3)
    try solo.allToAll(MessageBuffer([1, 2, 9]), counts: [2], into: &received, counts: [2])
    #expect(received.array == [1, 2, 0])
    let window = try solo.makeSharedWindow(bytes: 16)
    window.number(1, of: 0).add(5)
    #expect(window.number(0, of: 0).load() == 0 && window.number(1, of: 0).load() == 5)
    #expect(try solo.sharesMemory())
    try window.free()
  }

  @Test("messages to oneself arrive in the order posted, tag by tag")
  func messages() throws {
    let solo = Communicator.solo()
    let first = try solo.receive(MessageBuffer<Int32>(repeating: 0, count: 2), from: 0, tag: 1)
    let other = try solo.receive(MessageBuffer<Double>(repeating: 0, count: 1), from: 0, tag: 2)
    let second = try solo.receive(MessageBuffer<Int32>(repeating: 0, count: 2), from: 0, tag: 1)
    #expect(try first.isComplete() == false)
    #expect(try solo.send(MessageBuffer<Int32>([1, 2]), to: 0, tag: 1).wait().array == [1, 2])
    _ = try solo.send(MessageBuffer<Int32>([3, 4]), to: 0, tag: 1).wait()
    _ = try solo.send(MessageBuffer([0.5]), to: 0, tag: 2).wait()
    #expect(try first.isComplete())
    #expect(try second.wait().array == [3, 4])
    #expect(try first.wait().array == [1, 2])
    #expect(try other.wait().array == [0.5])
  }

  @Test("a receive that nothing was sent for is an error, not a wait for ever")
  func noMessage() throws {
    let solo = Communicator.solo()
    let pending = try solo.receive(MessageBuffer<Int64>(repeating: 0, count: 1), from: 0, tag: 5)
    #expect(
      refusal(pending)
        == MPIError(
          code: .noMessage,
          detail: "receive number 1 with tag 5 from this process itself, which sent 0"))
  }

  @Test("a message of another length is refused as between processes", arguments: [1, 3])
  func otherLength(count: Int) throws {
    let solo = Communicator.solo()
    let pending = try solo.receive(MessageBuffer<Int64>(repeating: 0, count: 2), from: 0, tag: 0)
    _ = try solo.send(MessageBuffer([Int64](repeating: 1, count: count)), to: 0, tag: 0).wait()
    #expect(refusal(pending)?.code == (count < 2 ? .messageTooShort : .messageTooLong))
  }

  @Test("an error of the program leaves run as it was thrown; a result comes back")
  func run() throws {
    #expect(throws: Planned()) { try MPIEnvironment.run { _ in throw Planned() } }
    #expect(MPIEnvironment.run { $0.size } == 1)
  }

  @Test("without mpirun MPI does not start: settings that would stop it do not matter")
  func noStart() async throws {
    let outcome = try await ProcessLaunch.run(
      "rank-selftest", ["reduce", "wrong-rank"], environment: ["OMPI_MCA_pml": "no-such-thing"])
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardOutput == "reduce: 1\nwrong-rank: 1\n")
    let launched = try await ProcessLaunch.mpirun(
      ranks: 1, "rank-selftest", ["reduce"], environment: ["OMPI_MCA_pml": "no-such-thing"])
    #expect(launched.exitCode != 0)
  }

  @Test("dropping an operation traps without MPI, too")
  func dropping() async {
    await #expect(processExitsWith: .failure) {
      let buffer = MessageBuffer<Int64>(repeating: 0, count: 1)
      _ = try Communicator.solo().receive(buffer, from: 0, tag: 0)
    }
  }

  /// What waiting throws.
  private func refusal<Element>(_ pending: consuming PendingOperation<Element>) -> MPIError? {
    do throws(MPIError) {
      _ = try pending.wait()
      return nil
    } catch {
      return error
    }
  }
}
