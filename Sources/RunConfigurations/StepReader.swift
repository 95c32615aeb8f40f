internal import ClusterModels
internal import CostModels
internal import Simulation
internal import TransformerModels

/// Reads how one step is run and holds it against the model and the cluster.
struct StepReader {
  let model: Architecture
  let cluster: Cluster
  let fileExists: (_ path: String) -> Bool

  func step(_ fields: Fields<ScenarioReader.Key>) throws(ConfigurationError) -> StepConfiguration {
    enum BatchKey: String, CaseIterable { case sequences, sequenceLength, microbatch }
    let parallelism = try parallelism(fields[.parallelism], base: nil)
    let batch = try Fields(fields[.batch], keys: BatchKey.self)
    var step = StepConfiguration(
      parallelism: parallelism, sequences: try batch[.sequences].int(Self.sequences),
      sequenceLength: try batch[.sequenceLength].int(Self.sequenceLength),
      schedule: try schedule(fields[.schedule]))
    if let field = batch.optional(.microbatch) { step.microbatch = try field.int(Self.microbatch) }
    try checkBatch(step, sequences: batch[.sequences], sequenceLength: batch[.sequenceLength])
    if let field = fields.optional(.chunks) { step.chunks = try field.int(Self.chunks) }
    if let field = fields.optional(.precision) { step.precision = try precision(field) }
    if let field = fields.optional(.optimizer) { step.zeroStage = try zeroStage(field) }
    if let field = fields.optional(.recompute) { step.recomputation = try recomputation(field) }
    if let field = fields.optional(.stages) { step.stages = try stages(field) }
    if let field = fields.optional(.mtp) {
      step.multiTokenPrediction = try multiTokenPrediction(field)
    }
    try checkStages(step, at: fields[.stages])
    if let field = fields.optional(.overlap) {
      step.overlap = try field.choice(of: StepConfiguration.Overlap.self)
    }
    if let field = fields.optional(.transfers) {
      step.transfers = try field.choice(of: StepConfiguration.Transfers.self)
    }
    let processors = cluster.accelerator.streamingMultiprocessors
    // A GPU too small for the default has to be told.
    if fields.optional(.communicationSMs) != nil || step.communicationSMs >= processors {
      step.communicationSMs = try fields[.communicationSMs].int(0...processors - 1)
    }
    if let field = fields.optional(.routing) { step.routing = try routing(field) }
    if let field = fields.optional(.kernels) { step.kernels = try kernels(field) }
    if let field = fields.optional(.jitter) { step.jitter = try jitter(field) }
    if let field = fields.optional(.speedSpread) {
      step.speedSpread = try speedSpread(field)
    }
    if let field = fields.optional(.stragglers) { step.stragglers = try stragglers(field) }
    if let field = fields.optional(.seed) { step.seed = try field.uint64() }
    return step
  }

  // Bounds that no training run comes near; within them no product of two overflows.
  static let dimension = 1...1_048_576
  static let sequences = 1...1_073_741_824
  static let sequenceLength = 1...16_777_216
  static let microbatch = 1...65_536
  static let chunks = 1...1024

  private func precision(_ field: Field) throws(ConfigurationError) -> Precision {
    let precision = try field.choice(of: Precision.self)
    guard precision != .fp8 || cluster.accelerator.peakFP8 != nil else {
      throw field.refusal(
        .inconsistent,
        expected: "bf16, because \(cluster.accelerator.name) has no FP8 tensor cores")
    }
    return precision
  }

  private func zeroStage(_ field: Field) throws(ConfigurationError) -> Int {
    enum Key: String, CaseIterable { case zero }
    return try Fields(field, keys: Key.self)[.zero].int(0...1)
  }

  private func stages(_ field: Field) throws(ConfigurationError) -> StepConfiguration.Stages {
    let text = try field.text("balanced or a layout such as Ett|(tttt|)*14tttmL")
    return text == "balanced" ? .balanced : .layout(text)
  }

  private func multiTokenPrediction(_ field: Field) throws(ConfigurationError) -> Int {
    let modules = try field.int(0...64)
    guard modules <= model.multiTokenPredictionModules else {
      throw field.refusal(
        .inconsistent,
        expected: "at most \(model.multiTokenPredictionModules), the modules of "
          + printable(model.name))
    }
    return modules
  }

  func kernels(_ field: Field) throws(ConfigurationError) -> KernelGenerations {
    enum Key: String, CaseIterable { case gemm, exchange }
    let fields = try Fields(field, keys: Key.self)
    var kernels = KernelGenerations()
    if let field = fields.optional(.gemm) {
      kernels.products = try field.choice(of: KernelGenerations.Products.self)
    }
    if let field = fields.optional(.exchange) {
      kernels.exchanges = try field.choice(of: KernelGenerations.Exchanges.self)
    }
    return kernels
  }

  private func routing(
    _ field: Field
  ) throws(ConfigurationError) -> StepConfiguration.Routing {
    enum Key: String, CaseIterable { case balance, skew, maxVio }
    enum Balance: String, CaseIterable { case balanced, sampled }
    let fields = try Fields(field, keys: Key.self)
    switch try fields[.balance].choice(of: Balance.self) {
    case .balanced:
      for key in [Key.skew, .maxVio] {
        guard let extra = fields.optional(key) else { continue }
        throw extra.refusal(.inconsistent, expected: "no such key beside balance: balanced")
      }
      return .balanced
    case .sampled:
      let skew = try fields[.skew].double(expected: "a standard deviation from 0 to 3") {
        (0...3).contains($0)
      }
      let maxVio = try fields[.maxVio].double(expected: "a number from 0 to 100") {
        (0...100).contains($0)
      }
      return .sampled(skew: skew, maxVio: maxVio)
    }
  }

  func speedSpread(_ field: Field) throws(ConfigurationError) -> Double {
    try field.double(expected: "a relative standard deviation from 0 to 0.2") {
      (0...0.2).contains($0)
    }
  }

  private func jitter(_ field: Field) throws(ConfigurationError) -> Double {
    try field.double(expected: "a relative standard deviation, at least 0 and below 1") {
      (0..<1).contains($0)
    }
  }

  private func stragglers(
    _ field: Field
  ) throws(ConfigurationError) -> [StepConfiguration.Straggler] {
    enum Key: String, CaseIterable { case gpu, slowdown }
    var (stragglers, seen): ([StepConfiguration.Straggler], Set<Int>) = ([], [])
    for element in try field.list("a list of {gpu, slowdown}") {
      let fields = try Fields(element, keys: Key.self)
      let gpu = try fields[.gpu].int(0...cluster.gpus - 1)
      guard seen.insert(gpu).inserted else {
        throw fields[.gpu].refusal(.inconsistent, expected: "each GPU once")
      }
      let slowdown = try fields[.slowdown].double(expected: "a factor from 1 to 1000") {
        (1...1000).contains($0)
      }
      stragglers.append(StepConfiguration.Straggler(gpu: gpu, slowdown: slowdown))
    }
    return stragglers
  }
}
