#define WIDE
#define floats_quantize_rows baseline_quantize_rows
#define floats_quantize_transposed baseline_quantize_transposed
#define floats_quantize_blocks baseline_quantize_blocks
#define floats_encode baseline_encode
#define floats_decode baseline_decode
#define floats_decode_part baseline_decode_part
#define floats_to_bfloat16 baseline_to_bfloat16
#define floats_from_bfloat16 baseline_from_bfloat16
#define floats_add_bfloat16 baseline_add_bfloat16

#include "../../Sources/CFloatKernels/Convert.c"
#include "../../Sources/CFloatKernels/Quantize.c"
