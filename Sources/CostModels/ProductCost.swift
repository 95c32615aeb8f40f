/// A matrix product with every token of the GPU, or with `flopsPerToken` averaged over them.
struct ProductCost: Hashable, Sendable {
  var flopsPerToken: Double
  var precision: Precision
}
