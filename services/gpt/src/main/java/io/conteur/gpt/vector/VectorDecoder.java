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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;

/**
 * Computes on the processor's vector units, in Java. A step is one pass of a {@link
 * SpinningWorkers} through the layers with all tokens of a {@link StepBatch}; members share the
 * outputs of a matrix, and the heads of attention. Norms have no pass of their own: what they
 * multiply by is applied to the products.
 */
public final class VectorDecoder implements BatchDecoder {
    /** Tokens of prompts in one step. */
    public static final int PROMPT_TOKENS = 64;

    // Below so many products a further member would wait longer for the others than it computes.
    private static final long PRODUCTS_PER_MEMBER = 500_000;

    // Portions of a task that each member takes when the step has many tokens. More of them cost
    // more than they save, as each begins with the norms of all tokens.
    private static final int PORTIONS_PER_MEMBER = 2;
    private static final int MANY_TOKENS = 16;

    private final VectorModel model;
    private final Architecture architecture;
    private final RotaryEmbedding rotation;
    private final SpinningWorkers team;
    private final List<KvCache> cache = new ArrayList<>();
    private final List<KvCache.Scratch> scratches = new ArrayList<>();
    private final float[][] stream;
    private final float[][] heads;
    private final float[][] mixed;
    private final float[][] wide;
    private final float[][] hidden;
    private final float[][] ends;
    private final float[][] logits;
    private final List<Choosing> choosings = new ArrayList<>();

    /** What a member needs to choose a token. */
    private record Choosing(float[] logits, TokenFilter candidates) {
        static Choosing of(int vocabulary) {
            return new Choosing(
                    new float[vocabulary], new TokenFilter(vocabulary, VectorMath::exponentials));
        }
    }

    /**
     * @param rows at most so many stories at once
     * @param cacheTokens of all of them, whole pages
     */
    public VectorDecoder(VectorModel model, int rows, int cacheTokens, int threads) {
        this.model = model;
        architecture = model.architecture();
        rotation = new RotaryEmbedding(architecture);
        int tokens = rows + PROMPT_TOKENS;
        for (int i = 0; i < architecture.layers(); i++) {
            cache.add(new KvCache(architecture, cacheTokens));
        }
        for (int i = 0; i < threads; i++) {
            scratches.add(new KvCache.Scratch(architecture));
            choosings.add(Choosing.of(architecture.vocabulary()));
        }
        VectorModel.Layer layer = model.layers().get(0);
        stream = new float[tokens][layer.out().outputs()];
        heads = new float[tokens][layer.into().outputs()];
        mixed = new float[tokens][layer.out().outputs()];
        wide = new float[tokens][layer.wide().outputs()];
        hidden = new float[tokens][layer.wide().outputs() / 2];
        ends = new float[rows][layer.out().outputs()];
        logits = new float[rows][model.head().outputs()];
        team =
                new SpinningWorkers(
                        threads); // Last: it has threads, and memory may not suffice for the rest.
    }

    @Override
    public int page() {
        return KvCache.PAGE;
    }

    @Override
    public List<SampledToken> step(List<Sequence> rows) {
        StepBatch batch = new StepBatch(rows, PROMPT_TOKENS);
        SampledToken[] chosen = new SampledToken[batch.answered().size()];
        long products = batch.tokens() * architecture.parameters();
        long members = Math.max(1, Math.min(team.size(), products / PRODUCTS_PER_MEMBER));
        long portions = batch.tokens() < MANY_TOKENS ? members : members * PORTIONS_PER_MEMBER;
        team.run((int) members, (int) portions, seat -> compute(batch, chosen, seat));
        return List.of(chosen);
    }

    private void compute(StepBatch batch, SampledToken[] chosen, SpinningWorkers.Seat seat) {
        List<Run> runs = batch.runs();
        each(seat, runs.size(), i -> embed(runs.get(i)));
        for (int i = 0; i < architecture.layers(); i++) {
            layer(i, batch, seat);
        }
        List<Run> answered = batch.answered();
        each(seat, answered.size(), i -> end(answered.get(i), i));
        PackedMatrix head = model.head();
        int rows = answered.size();
        outputs(seat, head, rows, part -> head.multiply(ends, rows, logits, part));
        Choosing choosing = choosings.get(seat.number);
        each(seat, rows, i -> chosen[i] = choose(answered.get(i), i, choosing));
    }

    private static void each(SpinningWorkers.Seat seat, int count, IntConsumer work) {
        seat.each(
                count,
                share -> {
                    for (int i = share.from(); i < share.to(); i++) {
                        work.accept(i);
                    }
                });
    }

    private static void outputs(
            SpinningWorkers.Seat seat, PackedMatrix matrix, int rows, Consumer<IndexRange> work) {
        seat.each(matrix.units(rows), units -> work.accept(matrix.outputs(units, rows)));
    }

    private void embed(Run run) {
        run.row().compute(run.ids().length);
        for (int i = 0; i < run.ids().length; i++) {
            model.embed(run.ids()[i], stream[run.at() + i]);
        }
    }

    private void layer(int i, StepBatch batch, SpinningWorkers.Seat seat) {
        VectorModel.Layer layer = model.layers().get(i);
        int tokens = batch.tokens();
        outputs(
                seat,
                layer.into(),
                tokens,
                part -> layer.into().multiply(stream, tokens, heads, part));
        attend(i, batch, seat);
        outputs(seat, layer.out(), tokens, part -> layer.out().add(mixed, tokens, stream, part));
        outputs(seat, layer.wide(), tokens, part -> widen(layer.wide(), tokens, part));
        outputs(seat, layer.down(), tokens, part -> layer.down().add(hidden, tokens, stream, part));
    }

    /** What the norm of a token's stream multiplies by. */
    private float scale(int token) {
        return RotaryEmbedding.scale(VectorMath.squares(stream[token]), architecture.width());
    }

    /** A member has a head of a story to itself: all its tokens in the batch, in order. */
    private void attend(int layer, StepBatch batch, SpinningWorkers.Seat seat) {
        int heads = architecture.heads();
        KvCache.Scratch scratch = scratches.get(seat.number);
        each(
                seat,
                batch.runs().size() * heads,
                unit -> {
                    Run run = batch.runs().get(unit / heads);
                    for (int i = 0; i < run.ids().length; i++) {
                        attend(layer, run, i, unit % heads, scratch);
                    }
                });
    }

    private void attend(int layer, Run run, int i, int head, KvCache.Scratch scratch) {
        int width = architecture.headWidth();
        int token = run.at() + i;
        float[] numbers = heads[token];
        int query = head * width;
        int key = query + architecture.width();
        int value = key + architecture.width();
        int position = run.position() + i;
        float[] gains = model.layers().get(layer).gains();
        rotation.apply(numbers, query, gains, 0, position);
        rotation.apply(numbers, key, gains, width, position);
        float scale = scale(token);
        for (int d = value; d < value + width; d++) {
            numbers[d] *= scale;
        }
        KvCache kept = cache.get(layer);
        KvCache.Stretch stretch =
                KvCache.Stretch.of(run.row().start, run.row().length(), architecture.heads(), head);
        kept.put(stretch, position, numbers, key, value);
        kept.mix(stretch, position + 1, new KvCache.Query(numbers, mixed[token], query), scratch);
    }

    private void widen(PackedMatrix matrix, int tokens, IndexRange part) {
        matrix.multiply(stream, tokens, wide, part);
        for (int t = 0; t < tokens; t++) {
            float scale = scale(t);
            for (int n = part.from(); n < part.to(); n += 2 * LANES) {
                FloatVector gate = FloatVector.fromArray(FLOATS, wide[t], n);
                FloatVector up = FloatVector.fromArray(FLOATS, wide[t], n + LANES);
                VectorMath.swiglu(gate.mul(scale), up.mul(scale)).intoArray(hidden[t], n / 2);
            }
        }
    }

    /** The last token of a run, normed. */
    private void end(Run run, int row) {
        float[] last = stream[run.last()];
        float scale = scale(run.last());
        for (int c = 0; c < last.length; c++) {
            ends[row][c] = last[c] * scale;
        }
    }

    private SampledToken choose(Run run, int row, Choosing choosing) {
        System.arraycopy(logits[row], 0, choosing.logits, 0, choosing.logits.length);
        return run.row().choose(choosing.logits, choosing.candidates);
    }

    @Override
    public void close() {
        team.close();
    }
}
