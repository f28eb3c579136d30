/**
 * The forward pass on the processor's vector units ({@code jdk.incubator.vector}), for decoding
 * many sequences at once. Begin with {@code VectorDecoder}, which reads in the order of the
 * reference model; a matrix product is {@code PackedMatrix}, attention is {@code KvCache}.
 *
 * <pre>
 * VectorModel (bf16 weights)
 *      |
 * VectorDecoder -- SpinningWorkers (threads)
 *      |-- PackedMatrix -- MatmulKernels
 *      |-- RotaryEmbedding
 *      `-- KvCache
 * </pre>
 */
@NullMarked
package io.conteur.gpt.vector;

import org.jspecify.annotations.NullMarked;
