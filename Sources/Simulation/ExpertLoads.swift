import CLaneKernels
import ClusterModels
import CostModels
import PipelineSchedules
import TransformerModels

/// How much longer than on average routed experts and exchanges take on each lane of a block.
///
/// Within a microbatch an expert's load is log-normal around its popularity; over the run, bias
/// balancing leaves popularities whose greatest is 1 + maxVio times the mean. The loads of a layer
/// and a microbatch are the same in all passes. They are drawn for (seed, layer, microbatch, expert
/// group), so that neither blocks nor processes change them.
///
/// - Source: Wang et al. 2024, arXiv:2408.15664, section 4 (MaxVio); the log-normal form is an
///   assumption.
@safe
final class ExpertLoads {
  /// All that the loads of a block's lanes follow from.
  struct Key: Hashable {
    let skew: Double
    let maxVio: Double
    let seed: UInt64
    let experts: Int
    let expertRanks: Int
    let ranksPerNode: Int
    let tensor: Int
    let lanes: Range<Int>
    let ports: OperatorCosts.ExchangePorts
    let layers: Int
    let microbatches: Int

    /// Nil where routing is balanced or the model has no experts.
    init?(_ step: TrainingStep, lanes: Range<Int>) {
      guard case .sampled(let skew, let maxVio) = step.configuration.routing,
        let experts = step.model.experts
      else { return nil }
      let parallelism = step.configuration.parallelism
      (self.skew, self.maxVio, self.lanes) = (skew, maxVio, lanes)
      seed = LaneVariation.mixed(step.configuration.seed ^ 0x6578_7065_7274_7321)
      self.experts = experts.routed
      (expertRanks, tensor) = (parallelism.expert, parallelism.tensor)
      ranksPerNode = max(1, min(step.cluster.gpusPerNode / parallelism.tensor, parallelism.expert))
      ports = step.costs.exchangePorts
      layers = step.model.layers + step.configuration.multiTokenPrediction + 1
      microbatches = step.schedule.microbatches
    }

    /// Of the factors of all layers and microbatches.
    var bytes: Int { layers * microbatches * 2 * lanes.count * MemoryLayout<Int32>.stride }
  }

  private let key: Key
  /// `[layer]`, then `[expert]`; empty until used.
  private var popularity: [[Double]] = []
  /// `[layer * microbatches + microbatch]`, two rows of `[lanes]` each: experts, exchange.
  private let rows: UnsafeMutablePointer<UnsafeMutablePointer<Int32>?>
  private let rowCount: Int
  /// Rows that are kept; beyond them all are dropped and drawn again when they are wanted.
  private let capacity: Int
  private var kept = 0
  private var scratch: [Double]

  /// Keeps at most `bytes` of drawn factors: what is dropped is drawn again to the same numbers.
  init(_ key: Key, keeping bytes: Int = 32 << 20) {
    self.key = key
    capacity = max(1, bytes / (2 * key.lanes.count * MemoryLayout<Int32>.stride))
    popularity = Array(repeating: [], count: key.layers)
    rowCount = key.layers * key.microbatches
    // Reason: rows of the kernels, each as long as the block has lanes, looked up for every operator.
    unsafe rows = .allocate(capacity: rowCount)
    unsafe rows.initialize(repeating: nil, count: rowCount)
    scratch = Array(repeating: 0, count: key.experts)
  }

  deinit {
    dropRows()
    unsafe rows.deallocate()
  }

  private func dropRows() {
    for index in 0..<rowCount {
      unsafe rows[index]?.deallocate()
      unsafe rows[index] = nil
    }
    kept = 0
  }

  /// Scales an operator's durations by what the routing of its layer and microbatch gives each lane.
  ///
  /// - Complexity: O(lanes); O(experts) more for each group when the layer and the microbatch come
  ///   first.
  func scale(
    _ durations: UnsafeMutablePointer<Int64>, _ load: Instruction.Load, layer: Int, microbatch: Int
  ) {
    guard load != .none else { return }
    let index = layer * key.microbatches + microbatch
    precondition((0..<rowCount).contains(index), "layer \(layer), microbatch \(microbatch)")
    let row = unsafe rows[index] ?? draw(layer: layer, microbatch: microbatch)
    unsafe rows[index] = row
    let factors = unsafe load == .experts ? row : row + key.lanes.count
    unsafe lanes_scale(durations, factors, Int64(key.lanes.count))
  }

  private func draw(layer: Int, microbatch: Int) -> UnsafeMutablePointer<Int32> {
    if kept == capacity { dropRows() }
    kept += 1
    if popularity[layer].isEmpty { popularity[layer] = drawnPopularity(layer: layer) }
    let lanes = key.lanes
    let row = UnsafeMutablePointer<Int32>.allocate(capacity: 2 * lanes.count)
    let groupLanes = key.expertRanks * key.tensor
    let place = LaneVariation.mixed(key.seed ^ UInt64(layer) << 40 ^ UInt64(microbatch))
    for first in stride(from: 0, to: lanes.count, by: groupLanes) {
      let group = (lanes.lowerBound + first) / groupLanes
      unsafe lanes_expert_loads(
        &scratch, popularity[layer], Int64(key.experts),
        LaneVariation.mixed(place ^ UInt64(group)), key.skew)
      unsafe lanes_group_loads(
        row + first, row + lanes.count + first, &scratch, Int64(key.experts),
        Int64(key.expertRanks), Int64(key.ranksPerNode), Int64(key.tensor), key.ports.network,
        key.ports.nvlink)
    }
    return unsafe row
  }

  /// What balancing leaves: around 1, the greatest 1 + maxVio.
  private func drawnPopularity(layer: Int) -> [Double] {
    var normal = Array(repeating: 0.0, count: key.experts)
    let bits = LaneVariation.mixed(key.seed ^ 0x706F_7075_6C61_7269 ^ UInt64(layer))
    let ones = Array(repeating: 1.0, count: key.experts)
    // Loads of a tiny skew are normal numbers times the skew.
    unsafe lanes_expert_loads(&normal, ones, Int64(key.experts), bits, 1e-3)
    let greatest = normal.reduce(0) { max($0, $1 - 1) }
    return normal.map { max(0, 1 + key.maxVio * ($0 - 1) / greatest) }
  }
}
