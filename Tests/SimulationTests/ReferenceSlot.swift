import Quantities
import Timelines

@testable import Simulation

/// The operators of one slot on all lanes of a rank, and where the gaps before them belong.
struct ReferenceSlot {
  let lists: ReferenceLists
  /// `[operator][lane]`, in picoseconds.
  private(set) var starts: [[Int64]]
  private(set) var ends: [[Int64]]
  /// `[lane]`, when both streams are done.
  private(set) var end: [Int64]
  private(set) var shares: [StepShares]
  /// `[lane]`, waits for members of the expert group before the slot's first operator.
  private(set) var outside: [VirtualTime]
  private let transfers: [ReferenceOperator.Input: [ReferenceTransfer]]
  private let slotStart: [Int64]
  private let durations: [[Int64]]
  private let opensProgram: Bool
  private var hasComputed = false

  /// - Parameters:
  ///   - lists: What runs.
  ///   - durations: `[operator][lane]`, in picoseconds.
  ///   - transfers: `[lane]` of each input from another rank.
  ///   - start: `[lane]`, when the slot may begin.
  ///   - group: Lanes that an exchange couples.
  ///   - coupling: Lanes that end their compute operators together.
  ///   - opensProgram: Whether the rank has run no slot before.
  init(
    lists: ReferenceLists, durations: [[Int64]],
    transfers: [ReferenceOperator.Input: [ReferenceTransfer]], start: [Int64], group: Int,
    coupling: Int, opensProgram: Bool
  ) {
    self.opensProgram = opensProgram
    (self.lists, self.durations, self.transfers) = (lists, durations, transfers)
    slotStart = start
    let lanes = start.count
    starts = Array(repeating: [], count: lists.operators.count)
    ends = starts
    shares = Array(repeating: StepShares(), count: lanes)
    outside = Array(repeating: .zero, count: lanes)
    end = start
    var (nextCompute, nextExpert) = (0, 0)
    var (computeFree, expertFree) = (start, start)
    while nextCompute < lists.compute.count || nextExpert < lists.expert.count {
      let before = nextCompute + nextExpert
      if nextExpert < lists.expert.count, isKnown(lists.expert[nextExpert]) {
        exchange(lists.expert[nextExpert], &expertFree, group)
        nextExpert += 1
      }
      if nextCompute < lists.compute.count, isKnown(lists.compute[nextCompute]) {
        compute(lists.compute[nextCompute], &computeFree, coupling)
        nextCompute += 1
      }
      precondition(nextCompute + nextExpert > before, "the lists wait for each other")
    }
    close(computeFree)
  }

  private func isKnown(_ number: Int) -> Bool {
    lists.operators[number].inputs.allSatisfy {
      if case .own(let other) = $0 { !ends[other].isEmpty } else { true }
    }
  }

  /// When an input is there on a lane.
  private func arrival(_ input: ReferenceOperator.Input, _ lane: Int) -> Int64 {
    if case .own(let other) = input { return ends[other][lane] }
    return transfers[input]?[lane].time ?? 0
  }

  private func ready(_ number: Int, _ lane: Int) -> Int64 {
    lists.operators[number].inputs.reduce(slotStart[lane]) { max($0, arrival($1, lane)) }
  }

  /// A group starts together, when its last member is ready and done with the exchange before; each
  /// member ends by itself.
  private mutating func exchange(_ number: Int, _ free: inout [Int64], _ group: Int) {
    starts[number] = free.indices.map { lane in
      let first = lane / group * group
      return (first..<first + group).map { max(free[$0], ready(number, $0)) }.max() ?? 0
    }
    ends[number] = free.indices.map { starts[number][$0] + durations[number][$0] }
    free = ends[number]
  }

  /// Lanes that a collective couples end together, each having computed or waited in it since its
  /// own start.
  private mutating func compute(_ number: Int, _ free: inout [Int64], _ coupling: Int) {
    let isWait = lists.operators[number].kind == .wait
    starts[number] = free.indices.map { max(free[$0], ready(number, $0)) }
    let own = free.indices.map { starts[number][$0] + durations[number][$0] }
    for lane in free.indices {
      let start = starts[number][lane]
      book(free[lane]..<start, lists.operators[number].inputs, lane)
      let first = lane / coupling * coupling
      let end = isWait ? start : own[first..<first + coupling].reduce(0, max)
      shares[lane].computing.picoseconds += end - start
      ends[number].append(end)
      free[lane] = end
    }
    if !isWait { hasComputed = true }
  }

  /// A slot ends when both streams are done and all inputs are there: a compute operator of no
  /// length waits for them.
  private mutating func close(_ computeFree: [Int64]) {
    for lane in end.indices {
      var inputs = lists.expert.last.map { [ReferenceOperator.Input.own($0)] } ?? []
      for input in [ReferenceOperator.Input.forwardTransfer, .backwardTransfer]
      where transfers[input] != nil { inputs.append(input) }
      end[lane] = inputs.reduce(computeFree[lane]) { max($0, arrival($1, lane)) }
      book(computeFree[lane]..<end[lane], inputs, lane)
    }
  }

  /// Ties go to the pipeline transfer, then to the expert operator.
  private func rank(_ input: ReferenceOperator.Input) -> Int {
    guard case .own(let number) = input else { return 2 }
    return lists.operators[number].isExchange ? 1 : 0
  }

  /// Attributes a gap by the design's rule; before a GPU's first operator all is bubble.
  private mutating func book(
    _ gap: Range<Int64>, _ inputs: [ReferenceOperator.Input], _ lane: Int
  ) {
    guard !gap.isEmpty else { return }
    guard var last = inputs.first else { return }
    for input in inputs.dropFirst() {
      let (later, known) = (arrival(input, lane), arrival(last, lane))
      if later > known || later == known && rank(input) > rank(last) { last = input }
    }
    guard case .own(let number) = last else {
      let isFirst = opensProgram && !hasComputed
      shares[lane].book(
        gap, producedAt: isFirst ? gap.upperBound : transfers[last]?[lane].produced ?? 0)
      return
    }
    precondition(lists.operators[number].isExchange, "a gap behind a compute operator")
    let produced = ready(number, lane)
    let split = min(max(gap.lowerBound, produced), gap.upperBound)
    shares[lane].exposedExpert.picoseconds += gap.upperBound - split
    let moving = min(max(split, starts[number][lane]), gap.upperBound)
    shares[lane].expertWait.picoseconds += moving - split
    if !hasComputed { outside[lane].picoseconds += moving - split }
    book(gap.lowerBound..<split, lists.operators[number].inputs, lane)
  }
}

extension StepShares {
  /// Books a gap before a pipeline transfer: bubble until the data were produced, exposed from there.
  mutating func book(_ gap: Range<Int64>, producedAt produced: Int64) {
    let split = min(max(gap.lowerBound, produced), gap.upperBound)
    bubble.picoseconds += split - gap.lowerBound
    exposedPipeline.picoseconds += gap.upperBound - split
  }
}
