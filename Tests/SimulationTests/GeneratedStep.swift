import ClusterModels
import CostModels
import PipelineSchedules
import Simulation
import TransformerModels

/// A step drawn from everything that a scenario can vary, the same for the same number.
struct GeneratedStep {
  private var draw: Draw
  private(set) var model = Fixture.model
  private(set) var configuration: StepConfiguration

  init(schedule: String, number: Int) throws {
    draw = Draw(seed: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    configuration = Fixture.configuration(schedule)
    drawModel()
    try drawShape(schedule)
    drawEffects()
  }

  func step() throws -> TrainingStep {
    try TrainingStep(
      model: model, cluster: Fixture.cluster(nodes: configuration.parallelism.gpus / 4),
      calibration: configuration.parallelism.expert > 2 ? Fixture.contendedExchanges() : nil,
      configuration: configuration)
  }

  private mutating func pick<Value>(_ values: Value...) -> Value {
    values[Int(draw.next(below: Int64(values.count)))]
  }

  /// One in six has dense layers only, one in three of the others no shared expert.
  private mutating func drawModel() {
    let (shared, dense) = (pick(0, 1, 1), pick(0, 1, 3))
    model.experts?.shared = shared
    model.experts?.firstDenseLayers = dense
    if pick(true, false, false, false, false, false) { model.experts = nil }
    model.tiedEmbedding = pick(true, false)
    configuration.multiTokenPrediction = pick(0, 1)
    configuration.precision = pick(.bf16, .fp8)
    configuration.recomputation = pick(
      .items([]), .items([.norm, .mlaUpProjection, .swiglu]), .selective, .full, .full)
  }

  private mutating func drawShape(_ schedule: String) throws {
    let pipeline = pick(2, 4)
    let (tensor, context) = pick((1, 1), (1, 1), (2, 1), (1, 2))
    let lanes = pick(4, 8)
    let expert = model.experts == nil ? 1 : pick(1, 2, 4)
    configuration.parallelism = Parallelism(
      pipeline: pipeline, data: max(lanes, expert * tensor) / tensor / context, expert: expert,
      tensor: tensor, context: context)
    if expert == 4, tensor == 1, context == 1 { configuration.parallelism.data = 8 }
    configuration.chunks = pick(2, 3)
    let microbatches = 2 * pipeline + pick(0, 2, 4)
    configuration.sequences = configuration.parallelism.data * microbatches
    let stages = try ScheduleCatalog.schedule(
      named: schedule, ranks: pipeline, microbatches: microbatches, chunks: configuration.chunks
    ).stages
    model.layers = stages + pick(0, 1, 3, 5) - 1
    configuration.stages = pick(.balanced, .layout(layout(stages)), .layout(layout(stages)))
  }

  /// Cuts the units anywhere; what stands behind the last layer stays together.
  private mutating func layout(_ stages: Int) -> String {
    let tail = configuration.multiTokenPrediction > 0 ? "mL" : "L"
    let units = ["E"] + Array(repeating: "t", count: model.layers) + [tail]
    var borders: Set<Int> = []
    while borders.count < stages - 1 {
      borders.insert(Int(draw.next(below: Int64(units.count - 1))) + 1)
    }
    return units.enumerated().map { borders.contains($0) ? "|" + $1 : $1 }.joined()
  }

  private mutating func drawEffects() {
    configuration.transfers = pick(.eager, .commit)
    configuration.overlap = pick(.pairs, .pairs, .sharedExpert, .none)
    configuration.communicationSMs = pick(0, 8, 20)
    configuration.kernels.exchanges = pick(.first, .current)
    configuration.seed = UInt64(draw.next(below: 1_000))
    configuration.jitter = pick(0, 0, 0.02, 0.1, 0.6)
    configuration.speedSpread = pick(0, 0, 0.015, 0.1)
    configuration.routing = pick(
      .balanced, .balanced, .sampled(skew: 0.3, maxVio: 0.1), .sampled(skew: 0.8, maxVio: 0))
    for _ in 0..<pick(0, 0, 1, 2) {
      let gpu = Int(draw.next(below: Int64(configuration.parallelism.gpus)))
      // A scenario names each GPU once.
      configuration.stragglers.removeAll { $0.gpu == gpu }
      configuration.stragglers.append(.init(gpu: gpu, slowdown: pick(1.01, 1.2, 2)))
    }
  }
}
