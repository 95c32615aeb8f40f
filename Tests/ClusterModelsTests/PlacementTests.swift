import ClusterModels
import Testing

@Suite("Placement")
struct PlacementTests {
  /// Every way to spread 64 GPUs over four dimensions, with every expert width that divides.
  static let shapes: [Parallelism] = {
    let divisors = [1, 2, 4, 8, 16, 32, 64]
    var shapes: [Parallelism] = []
    for pipeline in divisors {
      for tensor in divisors where tensor <= 8 && 64 % (pipeline * tensor) == 0 {
        for context in divisors where 64 % (pipeline * tensor * context) == 0 {
          let data = 64 / (pipeline * tensor * context)
          for expert in divisors where (data * context).isMultiple(of: expert) {
            shapes.append(
              Parallelism(
                pipeline: pipeline, data: data, expert: expert, tensor: tensor, context: context))
          }
        }
      }
    }
    return shapes
  }()

  @Test("each GPU has one position and each position one GPU", arguments: shapes)
  func bijection(shape: Parallelism) throws {
    let placement = try Placement(cluster: .of(nodes: 8), parallelism: shape)
    var positions: Set<Placement.Coordinates> = []
    for gpu in 0..<64 {
      let position = placement.coordinates(ofGPU: gpu)
      positions.insert(position)
      #expect(placement.gpu(at: position) == gpu)
      let (rank, lane) = (placement.pipelineRank(ofGPU: gpu), placement.lane(ofGPU: gpu))
      #expect(placement.gpu(pipelineRank: rank, lane: lane) == gpu)
      #expect(placement.node(ofGPU: gpu) * 8 + placement.indexInNode(ofGPU: gpu) == gpu)
    }
    #expect(positions.count == 64)
  }

  @Test("tensor is innermost, then context, data, pipeline")
  func order() throws {
    let shape = Parallelism(pipeline: 2, data: 2, tensor: 2, context: 8)
    let placement = try Placement(cluster: .of(nodes: 8), parallelism: shape)
    let origin = Placement.Coordinates(pipeline: 0, data: 0, context: 0, tensor: 0)
    #expect(placement.gpu(at: origin) == 0)
    var position = origin
    position.tensor = 1
    #expect(placement.gpu(at: position) == 1)
    position = origin
    position.context = 1
    #expect(placement.gpu(at: position) == 2)
    position = origin
    position.data = 1
    #expect(placement.gpu(at: position) == 16)
    position = origin
    position.pipeline = 1
    #expect(placement.gpu(at: position) == 32)
  }

  @Test("a tensor group stays inside one node", arguments: shapes)
  func tensorGroups(shape: Parallelism) throws {
    let placement = try Placement(cluster: .of(nodes: 8), parallelism: shape)
    for gpu in 0..<64 {
      var first = placement.coordinates(ofGPU: gpu)
      first.tensor = 0
      #expect(placement.node(ofGPU: placement.gpu(at: first)) == placement.node(ofGPU: gpu))
    }
  }

  @Test("expert groups split the lanes and share a tensor index", arguments: shapes)
  func expertGroups(shape: Parallelism) throws {
    let placement = try Placement(cluster: .of(nodes: 8), parallelism: shape)
    var seen: [Int] = []
    for group in 0..<placement.expertGroups {
      let lanes = placement.lanes(ofExpertGroup: group)
      seen += lanes
      for (rank, lane) in lanes.enumerated() {
        #expect(placement.expertGroup(ofLane: lane) == group)
        #expect(placement.expertRank(ofLane: lane) == rank)
        #expect(lane % shape.tensor == lanes[0] % shape.tensor)
      }
      let nodes = lanes.map { placement.node(ofGPU: placement.gpu(pipelineRank: 0, lane: $0)) }
      #expect(
        placement.nodes(ofExpertGroup: group, pipelineRank: 0) == nodes[0]...nodes[nodes.count - 1])
    }
    #expect(seen.sorted() == Array(0..<placement.lanes))
  }

  @Test("DeepSeek-V3: an expert group fills 8 nodes, neighbours talk over the network, index kept")
  func deepSeekV3() throws {
    let placement = try Placement(
      cluster: .of(nodes: 256), parallelism: Parallelism(pipeline: 16, data: 128, expert: 64))
    #expect(placement.lanes == 128)
    #expect(placement.expertGroups == 2)
    #expect(placement.lanes(ofExpertGroup: 1) == Array(64..<128))
    #expect(placement.nodes(ofExpertGroup: 1, pipelineRank: 3) == 56...63)
    for rank in 0..<15 {
      for lane in 0..<128 {
        #expect(!placement.sharesNodeWithNext(pipelineRank: rank, lane: lane))
        let gpu = placement.gpu(pipelineRank: rank, lane: lane)
        let next = placement.gpu(pipelineRank: rank + 1, lane: lane)
        #expect(placement.indexInNode(ofGPU: gpu) == placement.indexInNode(ofGPU: next))
      }
    }
  }

  @Test("pipeline ranks narrower than a node have neighbours inside it")
  func narrow() throws {
    let placement = try Placement(
      cluster: .of(nodes: 2), parallelism: Parallelism(pipeline: 4, data: 4))
    #expect(
      (0..<3).map { placement.sharesNodeWithNext(pipelineRank: $0, lane: 1) } == [
        true, false, true,
      ])
  }

  @Test(
    "a shape that cannot be placed is refused with its numbers and a remedy",
    arguments: [
      (
        Parallelism(pipeline: 0, data: 64), .notPositive, "pipeline is 0; expected at least 1"
      ),
      (
        Parallelism(pipeline: 4, data: 8), .gpuCountMismatch,
        "pipeline 4 x data 8 x tensor 1 x context 1 = 32 GPUs, but test has 64; data 16 would fit"
      ),
      (
        Parallelism(pipeline: 3, data: 8), .gpuCountMismatch,
        "pipeline 3 x data 8 x tensor 1 x context 1 = 24 GPUs, but test has 64; expected equal "
          + "counts"
      ),
      (
        Parallelism(pipeline: .max, data: .max), .gpuCountMismatch,
        "pipeline 9223372036854775807 x data 9223372036854775807 x tensor 1 x context 1 = more "
          + "GPUs than can be counted, but test has 64; expected equal counts"
      ),
      (
        Parallelism(pipeline: 4, data: 16, expert: 6), .indivisibleExperts,
        "expert is 6, which does not divide data 16 x context 1 = 16; expected 4 or another divisor"
      ),
      (
        Parallelism(pipeline: 4, data: 1, tensor: 16), .tensorBeyondNode,
        "tensor is 16, but a tensor group stays inside a node of 8 GPUs; expected 8 or another "
          + "divisor"
      ),
    ] as [(Parallelism, ClusterError.Code, String)])
  func refused(shape: Parallelism, code: ClusterError.Code, detail: String) {
    #expect(throws: ClusterError(code: code, detail: detail)) {
      try Placement(cluster: .of(nodes: 8), parallelism: shape)
    }
  }
}
