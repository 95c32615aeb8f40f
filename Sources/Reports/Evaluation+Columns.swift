internal import Analysis
internal import ClusterModels
internal import CostModels
internal import Quantities
internal import Timelines

extension Evaluation {
  /// The columns of the ISCA 2025 paper's Table 4 (arXiv:2505.09343), means over all GPUs.
  var actionSeconds: [(name: String, key: String, seconds: Double)] {
    let actions = timeline.meanActions
    return [
      ("1F", "forwardSeconds", actions.forward.seconds),
      ("1B", "backwardSeconds", actions.backward.seconds),
      ("1W", "weightSeconds", actions.weight.seconds),
      ("1F1B", "pairSeconds", actions.pairs.seconds),
      ("bubble", "bubbleSeconds", actions.bubble.seconds),
      ("opt", "optimizerSeconds", actions.optimizer.seconds),
    ]
  }

  /// The step with one cost taken away.
  var whatIfSteps: [(name: String, key: String, step: VirtualTime)] {
    [
      (
        "no expert communication", "noExpertCommunicationSeconds", whatIfs.noExpertCommunication
      ),
      (
        "no pipeline communication", "noPipelineCommunicationSeconds",
        whatIfs.noPipelineCommunication
      ),
      ("no bubble", "noBubbleSeconds", whatIfs.noBubble),
    ]
  }
}

extension MemoryUse {
  /// The kinds that add up to ``total``, in the order in which reports show them.
  var kinds: [(name: String, key: String, bytes: Bytes)] {
    [
      ("weights", "weightsBytes", weights), ("gradients", "gradientsBytes", gradients),
      ("optimiser", "optimizerBytes", optimizer),
      ("activations", "activationsBytes", activations), ("buffers", "buffersBytes", buffers),
    ]
  }
}

extension Parallelism {
  /// For people: `pipeline 16, data 128, expert 64`; tensor and context where they are used.
  var summary: String {
    var parts = ["pipeline \(pipeline)", "data \(data)"]
    if expert > 1 { parts.append("expert \(expert)") }
    if tensor > 1 { parts.append("tensor \(tensor)") }
    if context > 1 { parts.append("context \(context)") }
    return parts.joined(separator: ", ")
  }
}
