package io.conteur.gpt.vector;

import static io.conteur.gpt.vector.VectorMath.FLOATS;
import static io.conteur.gpt.vector.VectorMath.LANES;

import io.conteur.gpt.decoding.BatchDecoder;
import io.conteur.gpt.decoding.Sequence;
import io.conteur.gpt.decoding.StepBatch;
import io.conteur.gpt.decoding.StepBatch.Run;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.TokenFilter;
import io.conteur.gpt.vector.SpinningWorkers.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;

/**
 * The forward pass on the processor's vector units, in Java. A step takes all tokens of a {@link
 * StepBatch} through the layers once, N of them; the threads of {@link SpinningWorkers} divide the
 * outputs of a matrix, or the heads of attention, among them. RMSNorm has no pass of its own: its
 * weights are folded into the next matrix, and its scale is applied to that matrix's products.
 */
public final class VectorDecoder implements BatchDecoder {
    /** Prompt tokens in one step. */
    public static final int PROMPT_TOKENS = 64;

    // With fewer multiplications than this, a further thread waits longer than it computes.
    private static final long MULTIPLICATIONS_PER_WORKER = 500_000;

    // Chunks of a task per thread when the step has many tokens. More of them cost more than they
    // save, as each begins with the norms of all tokens.
    private static final int CHUNKS_PER_WORKER = 2;
    private static final int MANY_TOKENS = 16;

    private final VectorModel model;
    private final Architecture architecture;
    private final RotaryEmbedding rope;
    private final SpinningWorkers workers;
    private final List<KvCache> cache = new ArrayList<>(); // by layer
    private final List<KvCache.Scratch> attentionScratch = new ArrayList<>(); // by thread
    private final List<SamplingScratch> samplingScratch = new ArrayList<>(); // by thread
    private final float[][] residual; // (N, C)
    private final float[][] qkv; // (N, 3 C)
    private final float[][] attention; // (N, C)
    private final float[][] gateUp; // (N, 2 F)
    private final float[][] hidden; // (N, F)
    private final float[][] last; // (R, C), the last token of each sequence after the final norm
    private final float[][] logits; // (R, V)

    private record SamplingScratch(float[] logits, TokenFilter filter) {
        static SamplingScratch of(int vocabulary) {
            return new SamplingScratch(
                    new float[vocabulary], new TokenFilter(vocabulary, VectorMath::exponentials));
        }
    }

    /**
     * @param rows sequences at once (R), at most
     * @param cacheTokens of all of them, whole pages
     */
    public VectorDecoder(VectorModel model, int rows, int cacheTokens, int threads) {
        this.model = model;
        architecture = model.architecture();
        rope = new RotaryEmbedding(architecture);
        int tokens = rows + PROMPT_TOKENS;
        for (int i = 0; i < architecture.layers(); i++) {
            cache.add(new KvCache(architecture, cacheTokens));
        }
        for (int i = 0; i < threads; i++) {
            attentionScratch.add(new KvCache.Scratch(architecture));
            samplingScratch.add(SamplingScratch.of(architecture.vocabulary()));
        }
        VectorModel.Layer layer = model.layers().get(0);
        residual = new float[tokens][layer.o().outputs()];
        qkv = new float[tokens][layer.qkv().outputs()];
        attention = new float[tokens][layer.o().outputs()];
        gateUp = new float[tokens][layer.gateUp().outputs()];
        hidden = new float[tokens][layer.gateUp().outputs() / 2];
        last = new float[rows][layer.o().outputs()];
        logits = new float[rows][model.head().outputs()];
        // Last, as it starts threads: an allocation above may fail.
        workers = new SpinningWorkers(threads);
    }

    @Override
    public int pageTokens() {
        return KvCache.PAGE;
    }

    @Override
    public List<SampledToken> step(List<Sequence> sequences) {
        StepBatch batch = new StepBatch(sequences, PROMPT_TOKENS);
        SampledToken[] sampled = new SampledToken[batch.completed().size()];
        long multiplications = batch.tokens() * architecture.parameters();
        long threads =
                Math.max(1, Math.min(workers.size(), multiplications / MULTIPLICATIONS_PER_WORKER));
        long chunks = batch.tokens() < MANY_TOKENS ? threads : threads * CHUNKS_PER_WORKER;
        workers.run((int) threads, (int) chunks, worker -> forward(batch, sampled, worker));
        return List.of(sampled);
    }

    private void forward(StepBatch batch, SampledToken[] sampled, Worker worker) {
        List<Run> runs = batch.runs();
        each(worker, runs.size(), i -> embed(runs.get(i)));
        for (int i = 0; i < architecture.layers(); i++) {
            layer(i, batch, worker);
        }
        List<Run> completed = batch.completed();
        each(worker, completed.size(), i -> finalNorm(completed.get(i), i));
        PackedMatrix head = model.head();
        int rows = completed.size();
        outputs(worker, head, rows, part -> head.multiply(last, rows, logits, part));
        SamplingScratch scratch = samplingScratch.get(worker.number);
        each(worker, rows, i -> sampled[i] = sample(completed.get(i), i, scratch));
    }

    private static void each(Worker worker, int count, IntConsumer work) {
        worker.each(
                count,
                range -> {
                    for (int i = range.from(); i < range.to(); i++) {
                        work.accept(i);
                    }
                });
    }

    private static void outputs(
            Worker worker, PackedMatrix matrix, int rows, Consumer<IndexRange> work) {
        worker.each(matrix.units(rows), units -> work.accept(matrix.outputs(units, rows)));
    }

    private void embed(Run run) {
        run.sequence().advance(run.ids().length);
        for (int i = 0; i < run.ids().length; i++) {
            model.embed(run.ids()[i], residual[run.offset() + i]);
        }
    }

    private void layer(int i, StepBatch batch, Worker worker) {
        VectorModel.Layer w = model.layers().get(i);
        int n = batch.tokens();
        outputs(worker, w.qkv(), n, part -> w.qkv().multiply(residual, n, qkv, part));
        attention(i, batch, worker);
        outputs(worker, w.o(), n, part -> w.o().add(attention, n, residual, part));
        outputs(worker, w.gateUp(), n, part -> swiglu(w.gateUp(), n, part));
        outputs(worker, w.down(), n, part -> w.down().add(hidden, n, residual, part));
    }

    /** The factor of RMSNorm for a token's residual stream. */
    private float rmsNormScale(int token) {
        return RotaryEmbedding.rmsNormScale(
                VectorMath.sumOfSquares(residual[token]), architecture.width());
    }

    /** One thread takes a head of a sequence: all its tokens in the batch, in order. */
    private void attention(int layer, StepBatch batch, Worker worker) {
        int heads = architecture.heads();
        KvCache.Scratch scratch = attentionScratch.get(worker.number);
        each(
                worker,
                batch.runs().size() * heads,
                unit -> {
                    Run run = batch.runs().get(unit / heads);
                    for (int i = 0; i < run.ids().length; i++) {
                        attention(layer, run, i, unit % heads, scratch);
                    }
                });
    }

    private void attention(int layer, Run run, int i, int head, KvCache.Scratch scratch) {
        int width = architecture.headWidth();
        int token = run.offset() + i;
        float[] x = qkv[token];
        int q = head * width;
        int k = q + architecture.width();
        int v = k + architecture.width();
        int position = run.position() + i;
        float[] qkNorm = model.layers().get(layer).qkNorm();
        rope.normAndRotate(x, q, qkNorm, 0, position);
        rope.normAndRotate(x, k, qkNorm, width, position);
        float scale = rmsNormScale(token);
        for (int d = v; d < v + width; d++) {
            x[d] *= scale;
        }
        KvCache layerCache = cache.get(layer);
        KvCache.HeadPages pages =
                KvCache.HeadPages.of(
                        run.sequence().cacheStart,
                        run.sequence().maxLength(),
                        architecture.heads(),
                        head);
        layerCache.put(pages, position, x, k, v);
        layerCache.attention(
                pages, position + 1, new KvCache.Query(x, attention[token], q), scratch);
    }

    private void swiglu(PackedMatrix matrix, int tokens, IndexRange part) {
        matrix.multiply(residual, tokens, gateUp, part);
        for (int t = 0; t < tokens; t++) {
            float scale = rmsNormScale(t);
            for (int n = part.from(); n < part.to(); n += 2 * LANES) {
                FloatVector gate = FloatVector.fromArray(FLOATS, gateUp[t], n);
                FloatVector up = FloatVector.fromArray(FLOATS, gateUp[t], n + LANES);
                VectorMath.swiglu(gate.mul(scale), up.mul(scale)).intoArray(hidden[t], n / 2);
            }
        }
    }

    private void finalNorm(Run run, int row) {
        float[] x = residual[run.last()];
        float scale = rmsNormScale(run.last());
        for (int c = 0; c < x.length; c++) {
            last[row][c] = x[c] * scale;
        }
    }

    private SampledToken sample(Run run, int row, SamplingScratch scratch) {
        System.arraycopy(logits[row], 0, scratch.logits, 0, scratch.logits.length);
        return run.sequence().sample(scratch.logits, scratch.filter);
    }

    @Override
    public void close() {
        workers.close();
    }
}
