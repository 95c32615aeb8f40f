/// Which releases of the kernel libraries a step runs on.
public struct KernelGenerations: Hashable, Sendable {
  /// Matrix products: releases of DeepGEMM.
  public enum Products: String, CaseIterable, Hashable, Sendable {
    /// The first public commit, a6d97a1 of 2025-02-25: what the published run had, or worse.
    case initial
    /// 55ab91f of 2025-03-25, and the weight gradients of pull request 95 that build on it.
    case march2025 = "2025-03"
  }

  /// Expert all-to-all: releases of DeepEP.
  public enum Exchanges: String, CaseIterable, Hashable, Sendable {
    /// The first public commit, ebfe47e.
    case first
    /// Since pull request 130 of 2025-04-22.
    case current
  }

  public var products: Products
  public var exchanges: Exchanges

  public init(products: Products = .march2025, exchanges: Exchanges = .current) {
    self.products = products
    self.exchanges = exchanges
  }
}
