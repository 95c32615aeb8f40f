public import ExpertParallelism
public import LinearAlgebra

/// Brings tokens to the ranks of their experts and the results back.
///
/// Every rank of the group starts the same operations in the same order; several can be under way.
/// Weights are not applied on the way: sums are plain.
public protocol ExpertExchange: AnyObject {
  /// The routed experts of each layer that this rank computes.
  var experts: Range<Int> { get }

  /// Starts to bring tokens to their experts.
  ///
  /// - Parameters:
  ///   - tokens: `[tokens, hidden]`
  ///   - routing: Their experts and weights.
  ///   - format: What they travel in.
  /// - Returns: The dispatch on its way.
  /// - Throws: `TrainingError` with code `exchangeFailed` or `notFinite`.
  func startDispatch(
    _ tokens: Matrix, routing: RoutedTokens, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingDispatch

  /// Starts to bring other rows of the same tokens to the same experts, without weights.
  ///
  /// - Parameters:
  ///   - tokens: `[tokens, hidden]`
  ///   - routes: Of the earlier dispatch.
  ///   - format: What they travel in.
  /// - Returns: The dispatch on its way.
  /// - Throws: `TrainingError` with code `exchangeFailed` or `notFinite`.
  func startDispatch(
    _ tokens: Matrix, along routes: any ExpertRoutes, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingDispatch

  /// Starts to bring the experts' rows back to the tokens' owners, who get their sums.
  ///
  /// - Parameters:
  ///   - rows: `[rows, hidden]`, in the order in which the dispatch brought them.
  ///   - weights: `[rows]`, numbers that go back with them, such as the weights' gradients; nil on all
  ///     ranks for none.
  ///   - routes: Of the dispatch.
  ///   - format: What they travel in, not `fp8`. In `fp32` contributions are added in the order of the
  ///     experts.
  /// - Returns: The combine on its way.
  /// - Throws: `TrainingError` with code `exchangeFailed`.
  func startCombine(
    _ rows: Matrix, weights: [Float]?, along routes: any ExpertRoutes, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingCombine

  /// Moves what can be moved now; called between products.
  func progress()

  /// Where the rank notes that it waits for others; nil where it never does.
  var wait: PassWait? { get }
}

extension ExpertExchange {
  public var wait: PassWait? { nil }
}

/// What rows travel in.
public enum ExchangeFormat: String, Hashable, Sendable, CaseIterable {
  case fp32
  case bf16
  /// E4M3 codes with a power of two as scale for 128 numbers.
  case fp8
}

/// Which rows of a dispatch are whose; each exchange has its own kind.
public protocol ExpertRoutes: AnyObject {}

/// A dispatch on its way.
public protocol PendingDispatch: AnyObject {
  /// Waits for it; called once.
  func finish() throws(TrainingError) -> DispatchedRows
}

/// A combine on its way.
public protocol PendingCombine: AnyObject {
  /// Waits for it; called once.
  func finish() throws(TrainingError) -> CombinedRows
}

/// What a dispatch brought: a row for each selection of one of this rank's experts, by expert.
public struct DispatchedRows {
  /// `[rows, hidden]`, by expert.
  public var rows: Matrix
  /// Rows of each of the rank's experts.
  public var groups: [Int]
  /// `[rows]`, the selections' weights; empty when the dispatch went along earlier routes.
  public var weights: [Float]
  public var routes: any ExpertRoutes

  public init(rows: Matrix, groups: [Int], weights: [Float], routes: any ExpertRoutes) {
    self.rows = rows
    self.groups = groups
    self.weights = weights
    self.routes = routes
  }
}

/// What a combine brought.
public struct CombinedRows {
  /// `[tokens, hidden]`, one for each token of the dispatch.
  public var sums: Matrix
  /// `[tokens, selections]`, what went back with the rows; empty where nothing did.
  public var weights: [Float]

  public init(sums: Matrix, weights: [Float]) {
    self.sums = sums
    self.weights = weights
  }
}
