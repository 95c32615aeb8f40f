/// An amount in a named currency.
public struct Money: Hashable, Sendable {
  public var amount: Double
  /// An ISO 4217 code such as `USD`.
  public var currency: String

  public init(_ amount: Double, currency: String) {
    self.amount = amount
    self.currency = currency
  }

  public static func * (price: Money, quantity: Double) -> Money {
    Money(price.amount * quantity, currency: price.currency)
  }
}

extension Money: CustomStringConvertible {
  /// `$5.576M`, `EUR 238.0K`, `$2.00`: four significant digits above a thousand.
  public var description: String {
    let sign = currency == "USD" ? "$" : currency + " "
    for (scale, letter) in [(1e9, "B"), (1e6, "M"), (1e3, "K")] where amount.magnitude >= scale {
      return sign + significant(amount / scale, digits: 4) + letter
    }
    return sign + fixed(amount, decimals: 2)
  }
}
