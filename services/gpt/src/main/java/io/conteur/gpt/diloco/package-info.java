/**
 * DiLoCo (<a href="https://arxiv.org/abs/2311.08105">Douillard et al., 2023</a>): workers that each
 * make some steps of their own, a round, before the change of their weights is averaged. Begin with
 * {@code GlobalModel.closeRound}. A round goes this way:
 *
 * <pre>
 * Trainer              --> a worker's inner steps, from the global weights on
 * WeightVector.minus   --> its pseudo-gradient: the weights before less the weights after
 * ErrorFeedbackEncoder --> the same as bytes, in an UpdateCodec's precision
 * GlobalModel          --> the mean of the workers, published in that precision
 * OuterOptimizer       --> the next global weights, the same for all who apply what was published
 * </pre>
 */
@NullMarked
package io.conteur.gpt.diloco;

import org.jspecify.annotations.NullMarked;
