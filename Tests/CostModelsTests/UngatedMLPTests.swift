import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Testing
import TransformerModels

@Suite("MLPs without a gate")
struct UngatedMLPTests {
  /// A product takes 2MNK over 0.75 of the BF16 peak; a GELU reads and writes 4 bytes an element
  /// forward, 6 backward, where a SwiGLU has 6 and 10.
  @Test(
    "have two products of three, and one half of the activation's input",
    arguments: [
      (Pass.forward, 2.0), (.input, 4.0), (.weight, 0.0),
    ])
  func durations(pass: Pass, fewerBytes: Double) throws {
    let gated = Workload.dense
    let plain = gated.with { $0.model.gatedMLP = false }
    let time = { (workload: Workload) in
      try OperatorCosts(workload).compute(.denseMLP, pass, besideCommunication: false).seconds
    }
    let accelerator = gated.cluster.accelerator
    let tokens = Double(gated.tokensPerGPU)
    let width = Double(gated.model.denseIntermediateSize / gated.parallelism.tensor)
    let product =
      2 * tokens * width * Double(gated.model.hiddenSize)
      / (accelerator.peakBF16.flopsPerSecond * accelerator.efficiency.gemmBF16)
    let bytes =
      fewerBytes * tokens * width
      / (accelerator.memoryBandwidth.bytesPerSecond * accelerator.efficiency.memory)
    #expect(abs(try time(gated) - time(plain) - product - bytes) < 1e-9)
  }

  @Test("keep one half of the input for the backward pass, 2 bytes an element")
  func memory() {
    let gated = Workload.dense.with { $0.recomputation = .items([]) }
    let activations = { (workload: Workload) in
      MemoryModel(workload).use(
        heldStages: [(units: [(unit: StageUnit.layer, layer: 0)], live: 1)], copies: 1,
        holdsSecondEmbedding: false
      ).activations.count
    }
    let plain = gated.with { $0.model.gatedMLP = false }
    let width = gated.model.denseIntermediateSize / gated.parallelism.tensor
    #expect(activations(gated) - activations(plain) == Int64(2 * width * gated.tokensPerGPU))
  }
}
