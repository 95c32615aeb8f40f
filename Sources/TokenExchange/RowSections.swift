/// Where the parts of received rows lie in a region: payload, scales, ids, weights, one after the
/// other.
struct RowSections: Hashable {
  /// Bytes of each part of one row.
  struct Widths: Hashable {
    var payload: Int
    var scales = 0
    var ids = 0
    var weights = 0

    var total: Int { payload + scales + ids + weights }
  }

  let rows: Int
  let widths: Widths
  let scales: Int
  let ids: Int
  let weights: Int
  /// Bytes of the whole region.
  let total: Int

  init(rows: Int, widths: Widths) {
    self.rows = rows
    self.widths = widths
    scales = Self.aligned(rows * widths.payload)
    ids = Self.aligned(scales + rows * widths.scales)
    weights = Self.aligned(ids + rows * widths.ids)
    total = Self.aligned(weights + rows * widths.weights)
  }

  private static func aligned(_ offset: Int) -> Int { (offset + 63) / 64 * 64 }
}
