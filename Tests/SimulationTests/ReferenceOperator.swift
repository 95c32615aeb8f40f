import CostModels

@testable import Simulation

/// One operator of a slot as the design describes it, with its inputs spelled out.
struct ReferenceOperator {
  enum Input: Hashable {
    /// Another operator of the slot, by its number.
    case own(Int)
    case forwardTransfer, backwardTransfer
  }

  enum Kind: Hashable {
    case compute
    case exchange(ExpertExchange)
    /// The compute stream stands still until the inputs are there.
    case wait
  }

  var kind: Kind
  /// In picoseconds, before anything makes GPUs differ.
  var duration: Int64 = 0
  var inputs: [Input]
  /// Which action of a pair it belongs to.
  var direction: Direction
  /// The layer whose routing counts; -1 without one.
  var layer: Int
  var load = Instruction.Load.none

  var isExchange: Bool {
    if case .exchange = kind { true } else { false }
  }
}
