internal import CMPI

extension MessageType {
  var code: cmpi_type {
    switch self {
    case .int64: cmpi_int64
    case .int32: cmpi_int32
    case .uint8: cmpi_uint8
    case .float: cmpi_float
    case .double: cmpi_double
    }
  }
}

extension Reduction {
  var code: cmpi_op {
    switch self {
    case .sum: cmpi_sum
    case .max: cmpi_max
    case .min: cmpi_min
    }
  }
}
