import ExpertParallelism
import Testing

@Suite("Expert placement")
struct ExpertPlacementTests {
  private static let readmeLoads: [[Float]] = [
    [90, 132, 40, 61, 104, 165, 39, 4, 73, 56, 183, 86],
    [20, 107, 104, 64, 19, 197, 187, 157, 172, 86, 16, 27],
  ]

  @Test("is that of EPLB's README, 12 experts in 4 groups, 16 slots on 8 GPUs of 2 nodes")
  func readme() throws {
    let shape = try PlacementShape(experts: 12, slots: 16, groups: 4, nodes: 2, gpus: 8)
    let layers = try Self.readmeLoads.map { try ExpertPlacement(loads: $0, shape: shape) }
    #expect(layers[0].expertOfSlot == [5, 6, 5, 7, 8, 4, 3, 4, 10, 9, 10, 2, 0, 1, 11, 1])
    #expect(layers[1].expertOfSlot == [7, 10, 6, 8, 6, 11, 8, 9, 2, 4, 5, 1, 5, 0, 3, 1])
    #expect(layers[0].copies == [1, 2, 1, 1, 2, 2, 1, 1, 1, 1, 2, 1])
    #expect(layers[1].copies == [1, 2, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1])
    #expect(layers[0].slotsOfExpert[5] == [0, 2])
    #expect(layers[0].slotsOfExpert[10].sorted() == [8, 10])
  }

  @Test("copies the hottest experts anywhere where nodes do not divide the groups, by hand")
  func global() throws {
    let shape = try PlacementShape(experts: 3, slots: 4, groups: 3, nodes: 2, gpus: 2)
    #expect(!shape.isHierarchical)
    let placement = try ExpertPlacement(loads: [10, 30, 5], shape: shape)
    // Copies: 0, 1, 2 and 1 again, of 10, 15, 5, 15; the two of 15 part, then 10 and 5.
    #expect(placement.copies == [1, 2, 1])
    #expect(placement.expertOfSlot == [1, 0, 1, 2])
    #expect(placement.copyOfSlot == [0, 0, 1, 0])
    #expect(try placement.gpuLoads([10, 30, 5]) == [25, 20])
  }

  @Test("gives every expert a slot and every GPU the same number of slots", arguments: 0..<150)
  func properties(seed: UInt64) throws {
    let random = try RandomPlacement(seed: seed)
    let shape = random.shape
    let placement = try ExpertPlacement(loads: random.loads, shape: shape)
    #expect(placement.expertOfSlot.count == shape.slots)
    #expect(placement.copies.allSatisfy { $0 >= 1 })
    #expect(placement.copies.reduce(0, +) == shape.slots)
    for expert in 0..<shape.experts {
      let slots = placement.slotsOfExpert[expert]
      #expect(slots.allSatisfy { placement.expertOfSlot[$0] == expert })
      #expect(Set(slots).count == placement.copies[expert])
      guard shape.isHierarchical else { continue }
      let perNode = shape.slots / shape.nodes
      let group = expert / (shape.experts / shape.groups)
      let home = placement.slotsOfExpert[group * (shape.experts / shape.groups)][0] / perNode
      #expect(slots.allSatisfy { $0 / perNode == home }, "a group stays on one node")
    }
  }

  @Test("never loads the hottest slot more than without redundant copies", arguments: 0..<150)
  func neverWorse(seed: UInt64) throws {
    let random = try RandomPlacement(seed: seed)
    let placement = try ExpertPlacement(loads: random.loads, shape: random.shape)
    let hottest = random.loads.indices.reduce(Float(0)) {
      max($0, random.loads[$1] / Float(placement.copies[$1]))
    }
    #expect(hottest <= random.loads.reduce(0, max))
    let total = try placement.gpuLoads(random.loads.map { Int($0) }).reduce(0, +)
    #expect(abs(total - Double(random.loads.reduce(0, +))) < 1e-6 * total + 1e-9)
  }

  @Test("with 32 more slots never makes the hottest of 32 GPUs hotter", arguments: 0..<60)
  func coolerGPUs(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let loads = (0..<256).map { _ in
      let uniform = Double.random(in: 0.01..<1, using: &random)
      return Float((100 / uniform).rounded())
    }
    let hottest = try [256, 288].map { slots in
      let shape = try PlacementShape(experts: 256, slots: slots, groups: 8, nodes: 4, gpus: 32)
      let placement = try ExpertPlacement(loads: loads, shape: shape)
      return try placement.gpuLoads(loads.map { Int($0) }).reduce(0, max)
    }
    #expect(hottest[1] <= hottest[0])
  }

  @Test("names slots for experts, consecutive tokens taking turns")
  func slots() throws {
    let shape = try PlacementShape(experts: 3, slots: 4, gpus: 2)
    let placement = try ExpertPlacement(loads: [10, 30, 5], shape: shape)
    let topK: [Int32] = [1, 0, 1, -1, 2, 1]
    #expect(try placement.slots(for: topK, selections: 2) == [0, 1, 2, -1, 3, 0])
    #expect(
      try placement.slots(for: topK, selections: 2, firstToken: 1) == [2, 1, 0, -1, 3, 2])
    let error = RoutingError(
      code: .expertOutOfRange,
      detail: "token 1, slot 0: expert 3; accepted are 0 to 2, and -1 for no selection")
    #expect(throws: error) { try placement.slots(for: [0, 1, 3, 0], selections: 2) }
  }

  @Test(
    "refuses loads that are no numbers of tokens",
    arguments: [
      (Float.nan, RoutingError.Code.notFinite), (.infinity, .notFinite), (-1, .negative),
    ])
  func badLoads(load: Float, code: RoutingError.Code) throws {
    let shape = try PlacementShape(experts: 2, slots: 2, gpus: 1)
    let error = #expect(throws: RoutingError.self) {
      try ExpertPlacement(loads: [1, load], shape: shape)
    }
    #expect(error?.code == code && error?.detail.hasPrefix("expert 1: load \(load)") == true)
    let short = RoutingError(code: .shapeMismatch, detail: "1 loads for 2 experts")
    #expect(throws: short) { try ExpertPlacement(loads: [1], shape: shape) }
  }

  @Test(
    "refuses a shape that does not come out even",
    arguments: [
      (0, 8, 1, 1, 1, RoutingError.Code.notPositive), (8, 8, 1, 1, 0, .notPositive),
      (8, 6, 1, 1, 1, .tooManySelected), (8, 8, 3, 1, 1, .indivisible),
      (8, 8, 1, 2, 1, .indivisible), (8, 9, 1, 1, 2, .indivisible),
    ])
  func badShape(
    experts: Int, slots: Int, groups: Int, nodes: Int, gpus: Int, code: RoutingError.Code
  ) {
    let error = #expect(throws: RoutingError.self) {
      try PlacementShape(experts: experts, slots: slots, groups: groups, nodes: nodes, gpus: gpus)
    }
    #expect(error?.code == code)
  }
}
