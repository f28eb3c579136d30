package io.conteur.modeltrainer.helping;

import io.conteur.events.training.ShardClaimed;
import io.conteur.events.training.ShardClaimedBuilder;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.modeltrainer.corpus.CorpusResolver;
import io.conteur.modeltrainer.corpus.TextCorpus;
import io.conteur.modeltrainer.encoding.CorpusClaims;
import io.conteur.modeltrainer.encoding.ShardBuilder;
import io.conteur.modeltrainer.encoding.SharedClaims;
import io.conteur.modeltrainer.registry.JobKey;
import io.conteur.modeltrainer.registry.JobRegistry;
import io.conteur.modeltrainer.tokenizer.LoadedTokenizer;
import io.conteur.modeltrainer.tokenizer.TokenizerResolver;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Encodes shards of the corpora of other trainers' jobs. */
public final class EncodingHelp implements Help {
    private static final Logger LOG = Logger.getLogger(EncodingHelp.class);

    private final JobRegistry<CorpusClaims> registry;
    private final CorpusResolver corpora;
    private final TokenizerResolver tokenizers;
    private final ShardBuilder builder;
    private final EventPublisher<ShardClaimed> publisher;
    private final String worker;
    private final JobControl control;

    /** Jobs, and the coordinator of each whom this process has helped as far as it can. */
    private final Map<JobKey, String> helped = new ConcurrentHashMap<>();

    /**
     * @param worker this process's name
     * @param control tells it to stop
     */
    public EncodingHelp(
            JobRegistry<CorpusClaims> registry,
            CorpusResolver corpora,
            TokenizerResolver tokenizers,
            ShardBuilder builder,
            EventPublisher<ShardClaimed> publisher,
            String worker,
            JobControl control) {
        this.registry = registry;
        this.corpora = corpora;
        this.tokenizers = tokenizers;
        this.builder = builder;
        this.publisher = publisher;
        this.worker = worker;
        this.control = control;
    }

    @Override
    public boolean wanted() {
        return registry.all().stream().anyMatch(claims -> open(claims).isPresent());
    }

    @Override
    public void help() throws IOException {
        for (CorpusClaims claims : registry.all()) {
            Optional<ShardClaimed> offer = open(claims);
            if (offer.isPresent()) {
                help(claims, offer.get());
                return;
            }
        }
    }

    private Optional<ShardClaimed> open(CorpusClaims claims) {
        return claims.offer()
                .filter(offer -> claims.openTo(worker, offer.coordinator()))
                .filter(offer -> !offer.coordinator().equals(worker))
                .filter(offer -> !offer.coordinator().equals(helped.get(JobKey.of(offer))));
    }

    private void help(CorpusClaims claims, ShardClaimed offer) throws IOException {
        LOG.infof("helping to encode the corpus of job %s", offer.id());
        SharedClaims own =
                new SharedClaims(
                        claims,
                        publisher,
                        ShardClaimedBuilder.builder(offer).worker(worker).shard(null).build(),
                        control);
        try (LoadedTokenizer tokenizer = tokenizers.load(offer.tokenizer())) {
            List<TextCorpus.Part> parts = corpora.parts(offer.corpus());
            try {
                builder.help(offer.corpus(), parts, tokenizer, own, control);
            } finally {
                own.end();
            }
        } catch (JobEndedException e) {
            LOG.warnf("job %s cannot be helped with here: %s", offer.id(), e.reason());
        } catch (HandOverException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            helped.put(JobKey.of(offer), offer.coordinator()); // Others may want help.
            throw e;
        }
        helped.put(JobKey.of(offer), offer.coordinator());
        LOG.infof("no longer helping to encode the corpus of job %s", offer.id());
    }
}
