/// A published number and how ours is found.
public struct ValidationCheck: Hashable, Sendable {
  public var quantity: PublishedQuantity
  public var measure: ValidationMeasure

  public init(_ quantity: PublishedQuantity, _ measure: ValidationMeasure) {
    self.quantity = quantity
    self.measure = measure
  }
}
