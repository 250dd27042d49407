// Generated from docs/openapi.json by `npm run generate:api`. Do not edit.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs. */
        get: operations["is_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics in the Prometheus text format. */
        get: operations["read_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The server can work: database and encoder answer. */
        get: operations["is_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answers a question from memory.
         * @description The whole answer is chosen, checked and recorded before its first byte is sent, streamed or not. A
         *     refusal or an abstention is an answer too: status 200 and an `outcome` that says so. With `stream`,
         *     the events are one `statement` for each statement, then `answer` with the whole body, then `done`.
         */
        post: operations["create_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers the last message of a conversation. */
        post: operations["create_chat_completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks a subject against a policy. Every check is recorded. */
        post: operations["create_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists decisions, newest first. */
        get: operations["list_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a decision. */
        get: operations["read_decision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions/{id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proves that a decision is in the log. */
        get: operations["prove_decision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decides a recorded answer again, from its recorded snapshot, and compares byte for byte. */
        post: operations["replay_decision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the documents that this key may see, newest first. */
        get: operations["list_documents"];
        put?: never;
        /**
         * Ingests documents in the background: one as JSON, or files as a form.
         * @description Idempotent: a source whose content has not changed stays as it is.
         */
        post: operations["create_document"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a document with its versions. */
        get: operations["read_document"];
        put?: never;
        post?: never;
        /** Erases a document: all versions, statements and vectors. A tombstone stays in the log. */
        delete: operations["erase_document"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents/{id}/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a part of the extracted text that citations point into. */
        get: operations["read_document_text"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Embeds texts. */
        post: operations["create_embeddings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the tenant's jobs, newest first. */
        get: operations["list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a job. */
        get: operations["read_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for the end of a job. What it has finished stays; what it has not is left out. */
        post: operations["cancel_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follows a job: an event `progress` whenever it changes, then `done`. */
        get: operations["stream_job_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the items of a job, in order. */
        get: operations["list_job_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the tenant's keys, newest first. */
        get: operations["list_keys"];
        put?: never;
        /** Makes a key. Its secret is shown in this response and never again. */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraws a key at once. */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proves that the newest tree extends an earlier one. */
        get: operations["prove_log_consistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exports the log as one file that `groundstate log verify` proves offline. */
        get: operations["export_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/head": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest signed head of the log. Keep it: it proves later that nothing below it was removed. */
        get: operations["read_log_head"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says which key this is and what it may do. */
        get: operations["read_caller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the models. */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a model. */
        get: operations["read_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/moderations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moderates texts under the policy in force, as requests. */
        post: operations["create_moderation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the policies in force. */
        get: operations["list_policies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON Schema of policies. */
        get: operations["read_policy_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Validates a policy and runs its own test cases, without storing it. */
        post: operations["validate_policy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the active version of a policy. */
        get: operations["read_policy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Searches statements by words and by meaning, without answering. */
        post: operations["search_statements"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the statements of a document's version, in order. */
        get: operations["list_statements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads a statement. */
        get: operations["read_statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Why there is no answer. */
        Abstention: {
            /** @description The objective that could not be met. */
            objective?: string | null;
            /** @description `no_evidence`, `low_confidence`, `no_feasible_answer` or `input_refused`. */
            reason: string;
            /**
             * Format: double
             * @description Probability reached that memory holds an answer.
             */
            score: number;
            /**
             * Format: double
             * @description Probability needed.
             */
            threshold: number;
        };
        /** @description A citation. */
        Annotation: {
            /** @description Always `url_citation`. */
            type: string;
            /** @description Where the statement stands. */
            url_citation: components["schemas"]["UrlCitation"];
        };
        /** @description What is said, what it cost, and why nothing else was said. */
        AnswerBody: {
            abstention?: components["schemas"]["Abstention"] | null;
            /**
             * Format: double
             * @description Calibrated probability that memory holds an answer: what abstention rests on.
             */
            answerable: number;
            /** @description The statements considered, most relevant first; at most 20. */
            candidates: components["schemas"]["CandidateEntry"][];
            /**
             * Format: double
             * @description Calibrated probability that the best answer found is right.
             */
            confidence: number;
            /** @description What the answer costs, by term. */
            energy: components["schemas"]["Energy"];
            /** @description The memory that was asked. */
            memory: components["schemas"]["Snapshot"];
            /** @description The models that were used. */
            model: components["schemas"]["Model"];
            /** @description How it ended. */
            outcome: components["schemas"]["Outcome"];
            /** @description The policy in force. */
            policy: components["schemas"]["PolicyName"];
            /** @description The best answers that were not given. */
            rejected: components["schemas"]["RejectedAnswer"][];
            /**
             * Format: int64
             * @description Seed of the solver.
             */
            seed: number;
            short_answer?: components["schemas"]["ShortSpan"] | null;
            /** @description The statements of the answer, in order. */
            statements: components["schemas"]["AnswerStatement"][];
            /** @description The answer, or what the user is told instead. */
            text: string;
            /** @description How it was found. */
            trace: components["schemas"]["Trace"];
            /** @description What every objective said of the request and of the answer. */
            verdicts: components["schemas"]["VerdictEntry"][];
        };
        /** @description An answer. */
        AnswerResponse: components["schemas"]["AnswerBody"] & {
            /** @description When it was decided, RFC 3339. */
            created_at: string;
            /** @description The same as `id`. */
            decision_id: string;
            /** @description Identifier of the decision that records it. */
            id: string;
            /** @description Always `answer`. */
            object: string;
            /** @description Where the time went. */
            timings: components["schemas"]["Timings"];
        };
        /** @description One statement of an answer. */
        AnswerStatement: {
            /** @description Where it stands. */
            citation: components["schemas"]["Citation"];
            /**
             * Format: double
             * @description Calibrated probability that it answers the question.
             */
            relevance: number;
            /**
             * Format: int64
             * @description Identity in memory.
             */
            statement_id: number;
            /** @description Its words. */
            text: string;
        };
        /**
         * @description A question, and how to send the answer. Written out, not flattened: a flattened part neither refuses
         *     unknown members nor names the path of a fault.
         * @example {
         *       "max_statements": 3,
         *       "question": "What is a statement?"
         *     }
         */
        AskRequest: {
            /** @description The turns before it, oldest first; at most 100. */
            conversation?: components["schemas"]["Turn"][];
            /** @description Most statements of the answer, 1 to 6; 3 when absent. */
            max_statements?: number | null;
            /** @description Name of the policy to answer under; `default` when absent. */
            policy?: string | null;
            /** @description The question, 1 to 4,000 characters. */
            question: string;
            /**
             * Format: int64
             * @description Seed of the solver's restarts, at most 2^53 − 1; same request, memory, policy and seed give the same answer.
             */
            seed?: number;
            /** @description Send the answer as server-sent events. */
            stream?: boolean;
        };
        /** @description A tool call. */
        Call: {
            /** @description Its arguments, any JSON. */
            arguments?: unknown;
            /** @description Name of the tool. */
            name: string;
        };
        /** @description A statement that was considered. */
        CandidateEntry: {
            /** @description Whether it could be said. */
            admitted: boolean;
            /**
             * Format: double
             * @description Lexical score (BM25).
             */
            lexical: number;
            /** @description The objective that pruned it, and what it found. */
            reason?: string | null;
            /**
             * Format: double
             * @description Calibrated probability that it answers the question.
             */
            relevance: number;
            /**
             * Format: int64
             * @description Identity in memory.
             */
            statement_id: number;
            /** @description Its words; absent when a guardrail pruned it. */
            text?: string | null;
        };
        /** @description A chat completion. */
        ChatCompletion: {
            /** @description One choice. */
            choices: components["schemas"]["Choice"][];
            /**
             * Format: int64
             * @description When it was decided, seconds since the Unix epoch.
             */
            created: number;
            /** @description Identifier of the decision that records it. */
            id: string;
            /** @description `groundstate`. */
            model: string;
            /** @description Always `chat.completion`. */
            object: string;
            /** @description Tokens read and said. */
            usage: components["schemas"]["Usage"];
        };
        /** @description A message. */
        ChatMessage: {
            content?: components["schemas"]["Content"] | null;
            /** @description Who speaks. */
            role: components["schemas"]["ChatRole"];
        };
        /**
         * @description A chat completion request. Sampling parameters are accepted and have no effect: nothing is sampled.
         * @example {
         *       "messages": [
         *         {
         *           "content": "What is a statement?",
         *           "role": "user"
         *         }
         *       ],
         *       "model": "groundstate"
         *     }
         */
        ChatRequest: {
            /** @description The conversation; the last message must be the user's. */
            messages: components["schemas"]["ChatMessage"][];
            /** @description `groundstate`. */
            model: string;
            /**
             * Format: int64
             * @description Answers to choose; only 1.
             */
            n?: number | null;
            /**
             * Format: int64
             * @description Seed of the solver.
             */
            seed?: number | null;
            /** @description Send server-sent events. */
            stream?: boolean;
            stream_options?: components["schemas"]["StreamOptions"] | null;
        };
        /**
         * @description Who speaks.
         * @enum {string}
         */
        ChatRole: "system" | "developer" | "user" | "assistant" | "tool";
        /**
         * @description What to check.
         * @example {
         *       "stage": "output",
         *       "text": "My card is 4242 4242 4242 4242"
         *     }
         */
        CheckRequest: {
            /** @description What the text is to be grounded in. */
            evidence?: components["schemas"]["Ground"][];
            /** @description A conversation, oldest first. */
            messages?: components["schemas"]["Turn"][] | null;
            /** @description Name of the policy; `default` when absent. */
            policy?: string | null;
            /** @description Where it stands; `input` when absent. */
            stage?: components["schemas"]["CheckStage"];
            /** @description A text; exactly one of `text`, `messages` and `tool_call`. */
            text?: string | null;
            tool_call?: components["schemas"]["Call"] | null;
        };
        /** @description What the policy says. */
        CheckResponse: components["schemas"]["Checked"] & {
            /** @description The same as `id`. */
            decision_id: string;
            /** @description Identifier of the decision that records it. */
            id: string;
            /** @description Always `check`. */
            object: string;
        };
        /**
         * @description Where in the pipeline the subject is taken to stand.
         * @enum {string}
         */
        CheckStage: "input" | "output" | "memory_write" | "recall" | "action";
        /** @description What a policy says of a subject. */
        Checked: {
            /** @description Whether no hard guardrail forbids it. */
            permitted: boolean;
            /** @description The policy in force. */
            policy: components["schemas"]["PolicyName"];
            /**
             * Format: double
             * @description Energy of the soft guardrails.
             */
            soft_energy: number;
            /** @description What every objective of the stage said. */
            verdicts: components["schemas"]["VerdictEntry"][];
        };
        /** @description The answer. */
        Choice: {
            /** @description `stop`, or `content_filter` when a guardrail refused. */
            finish_reason: string;
            /**
             * Format: int32
             * @description Always 0.
             */
            index: number;
            /** @description Always absent. */
            logprobs?: string | null;
            /** @description The message. */
            message: components["schemas"]["Reply"];
        };
        /** @description Where a statement stands. */
        Citation: {
            /** @description The document. */
            document_id: string;
            /** @description Headings above the statement, outermost first. */
            heading_path: string[];
            /** @description Where the document comes from. */
            source: string;
            /** @description Characters in the document's text. */
            span: components["schemas"]["Span"];
            /** @description Its title. */
            title: string;
            /**
             * Format: int64
             * @description Its version.
             */
            version: number;
        };
        /** @description Proof that the log only grew (RFC 6962, section 2.1.2). */
        ConsistencyProof: {
            /**
             * Format: int64
             * @description Size of the earlier tree.
             */
            from: number;
            /** @description The newest signed head. */
            head: components["schemas"]["Head"];
            /** @description The proof's hashes, hexadecimal. */
            path: string[];
        };
        /** @description What is said. */
        Content: string | components["schemas"]["Part"][];
        /** @description A decision in full. */
        Decision: components["schemas"]["DecisionEntry"] & {
            /** @description What can be erased: the words. Absent once erased. */
            detail?: unknown;
            /** @description What stays for ever: its canonical JSON (RFC 8785) is the leaf of the log. */
            envelope: unknown;
            /** @description Its place in the log. */
            leaf: components["schemas"]["Leaf"];
        };
        /** @description A decision in a list. */
        DecisionEntry: {
            /** @description When, RFC 3339. */
            created_at: string;
            /** @description Identifier. */
            id: string;
            /** @description `answer`, `check`, `policy`, `memory`, `tombstone` or `key`. */
            kind: string;
            /** @description How it ended. */
            outcome: string;
            /** @description Who asked. */
            principal: string;
        };
        /** @description A document. */
        Document: {
            /** @description SHA-256 of its bytes and metadata. */
            content_digest: string;
            /** @description When it was first ingested, RFC 3339. */
            created_at: string;
            /** @description Identifier. */
            id: string;
            /** @description Access labels that a caller must hold. */
            labels: string[];
            /** @description Media type as declared at ingestion. */
            media_type: string;
            /** @description Where it comes from. */
            source: string;
            /** @description Title. */
            title: string;
            /**
             * Format: double
             * @description Trust in the source.
             */
            trust: number;
            /** @description When its newest version was published, RFC 3339. */
            updated_at: string;
            /**
             * Format: int64
             * @description Newest version.
             */
            version: number;
            /** @description Its versions, newest first; only where one document is read. */
            versions?: components["schemas"]["Version"][] | null;
        };
        /** @description A form with files. The fields `labels` (comma-separated) and `trust` apply to the files after them. */
        DocumentForm: {
            /** @description One or more files. */
            file: string[];
            /** @description Access labels, comma-separated. */
            labels?: string | null;
            /**
             * Format: double
             * @description Trust in the source, in `0..=1`.
             */
            trust?: number | null;
        };
        /** @description The embedding of one text. */
        EmbeddingEntry: {
            /** @description The vector. */
            embedding: components["schemas"]["Vector"];
            /** @description Position of the text in the request. */
            index: number;
            /** @description Always `embedding`. */
            object: string;
        };
        /**
         * @description Texts to embed.
         * @example {
         *       "input": [
         *         "a text"
         *       ],
         *       "model": "all-MiniLM-L6-v2"
         *     }
         */
        EmbeddingsRequest: {
            /** @description Only the encoder's own dimension. */
            dimensions?: number | null;
            /** @description `float` or `base64`. */
            encoding_format?: components["schemas"]["Format"];
            /** @description One text or several. */
            input: components["schemas"]["Input"];
            /** @description Name of the encoder, as in the list of models. */
            model: string;
        };
        /** @description The embeddings. */
        EmbeddingsResponse: {
            /** @description One for each text, in order. */
            data: components["schemas"]["EmbeddingEntry"][];
            /** @description The encoder. */
            model: string;
            /** @description Always `list`. */
            object: string;
            /** @description Tokens read. */
            usage: components["schemas"]["EmbeddingsUsage"];
        };
        /** @description Tokens read. */
        EmbeddingsUsage: {
            /** @description Tokens read. */
            prompt_tokens: number;
            /** @description The same. */
            total_tokens: number;
        };
        /** @description What an answer costs. */
        Energy: {
            /** @description The terms, then the soft guardrails. */
            terms: components["schemas"]["EnergyTerm"][];
            /**
             * Format: double
             * @description Sum of the terms.
             */
            total: number;
        };
        /** @description One term of the energy. */
        EnergyTerm: {
            /**
             * Format: double
             * @description Weight times value.
             */
            energy: number;
            /** @description Name. */
            name: string;
            /** @description Least and greatest value. */
            range: number[];
            /** @description Unit of the value. */
            unit: string;
            /**
             * Format: double
             * @description Value.
             */
            value: number;
            /**
             * Format: double
             * @description Weight, ≥ 0.
             */
            weight: number;
        };
        /** @description An error as OpenAI's clients read it. */
        ErrorBody: {
            /** @description The error. */
            error: components["schemas"]["ErrorObject"];
        };
        /** @description What went wrong. */
        ErrorObject: {
            /** @description Stable code for programs. */
            code: string;
            /** @description For people. */
            message: string;
            /** @description The parameter at fault. */
            param?: string | null;
            /** @description Class of error. */
            type: string;
        };
        /**
         * @description How vectors are written.
         * @enum {string}
         */
        Format: "float" | "base64";
        /** @description A statement that was found. */
        Found: {
            /** @description Where it stands. */
            citation: components["schemas"]["Citation"];
            /**
             * Format: float
             * @description BM25.
             */
            lexical: number;
            /**
             * Format: float
             * @description Reciprocal-rank fusion of the two rankings.
             */
            score: number;
            /**
             * Format: int64
             * @description Identity.
             */
            statement_id: number;
            /** @description Its words. */
            text: string;
            /**
             * Format: float
             * @description Cosine of the pooled embeddings.
             */
            vector: number;
        };
        /** @description A statement that supports a text. */
        Ground: {
            /** @description Identifier. */
            id: string;
            /** @description Its words. */
            text: string;
        };
        /**
         * @description A signed head of a tenant's log: ed25519 over `groundstate/tree-head/v1`, a zero byte, and the canonical
         *     JSON of root, signed_at_ms, size and tenant.
         */
        Head: {
            /** @description Which key signed it. */
            key_id: string;
            /** @description The public key, hexadecimal; pin it out of band. */
            public_key: string;
            /** @description Root hash, hexadecimal. */
            root: string;
            /** @description The signature, hexadecimal. */
            signature: string;
            /**
             * Format: int64
             * @description When it was signed, milliseconds since the Unix epoch.
             */
            signed_at_ms: number;
            /**
             * Format: int64
             * @description Number of decisions.
             */
            size: number;
            /** @description The tenant. */
            tenant: string;
        };
        /** @description State of the server. */
        Health: {
            /** @description `ok`. */
            status: string;
            /** @description Version of the server. */
            version: string;
        };
        /** @description Proof that a decision is in its tenant's log (RFC 6962, section 2.1.1). */
        InclusionProof: {
            /** @description Sibling hashes from the leaf up, hexadecimal. */
            audit_path: string[];
            /** @description The signed head of that tree. */
            head: components["schemas"]["Head"];
            /** @description SHA-256 over 0x00 and the envelope's bytes, hexadecimal. */
            leaf_hash: string;
            /**
             * Format: int64
             * @description Position of the decision, from 0.
             */
            leaf_index: number;
            /** @description Root of that tree, hexadecimal. */
            root: string;
            /**
             * Format: int64
             * @description Number of decisions in the tree that the proof is for.
             */
            tree_size: number;
        };
        /** @description One text or several. */
        Input: string | string[];
        /** @description Why an item failed. */
        ItemError: {
            /** @description Stable code. */
            code: string;
            /** @description For people. */
            detail: string;
        };
        /** @description A job. */
        Job: {
            /** @description Whether somebody asked for its end. */
            cancel_requested: boolean;
            /** @description When it was asked for, RFC 3339. */
            created_at: string;
            /**
             * Format: int64
             * @description Items ended, well or badly.
             */
            done: number;
            /**
             * Format: int64
             * @description Items ended badly; each says why.
             */
            failed: number;
            /** @description When it ended, RFC 3339. */
            finished_at?: string | null;
            /** @description Identifier. */
            id: string;
            /** @description The same as `id`. */
            job_id: string;
            /** @description What it does: `ingest`. */
            kind: string;
            /** @description What it is doing. */
            message: string;
            /** @description Always `job`. */
            object: string;
            /** @description `queued`, `running`, `succeeded`, `failed` or `cancelled`. */
            status: string;
            /**
             * Format: int64
             * @description Number of items.
             */
            total: number;
        };
        /** @description One item of a job. */
        JobItem: {
            /** @description The document that it became. */
            document_id?: string | null;
            error?: components["schemas"]["ItemError"] | null;
            /**
             * Format: int64
             * @description Position in the job.
             */
            ordinal: number;
            /** @description Where the document comes from. */
            source: string;
            /** @description `queued`, `succeeded`, `unchanged`, `failed` or `cancelled`. */
            status: string;
            /**
             * Format: int64
             * @description The version that it became.
             */
            version?: number | null;
        };
        /** @description A key, without the secret. */
        Key: {
            /** @description When it was made, RFC 3339. */
            created_at: string;
            /** @description When it stops working, RFC 3339. */
            expires_at?: string | null;
            /** @description Identifier. */
            id: string;
            /** @description The secret: only in the response that made it. */
            key?: string | null;
            /** @description Access labels that it holds. */
            labels: string[];
            /** @description Name shown to people. */
            name: string;
            /** @description When it was withdrawn, RFC 3339. */
            revoked_at?: string | null;
            /** @description What it may do. */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description A leaf of the log. */
        Leaf: {
            /** @description SHA-256 over 0x00 and the envelope's bytes (RFC 6962), hexadecimal. */
            hash: string;
            /**
             * Format: int64
             * @description Position, from 0.
             */
            index: number;
        };
        /** @description The caller. */
        Me: {
            /** @description Access labels that it holds. */
            labels: string[];
            /** @description The key's name. */
            name: string;
            /** @description The key's identifier. */
            principal: string;
            /** @description What it may do. */
            scopes: components["schemas"]["Scope"][];
            /** @description The tenant that it is bound to. */
            tenant: string;
        };
        /** @description Names the models that were used. */
        Model: {
            /** @description Version of the fitted weights and thresholds. */
            calibration: string;
            /** @description SHA-256 over the encoder's configuration, tokenizer and weights. */
            encoder: string;
            /** @description Name of the encoder's checkpoint. */
            name: string;
        };
        /** @description A model. */
        ModelEntry: {
            /**
             * Format: int64
             * @description Not known: 0.
             */
            created: number;
            /** @description Name. */
            id: string;
            /** @description Always `model`. */
            object: string;
            /** @description Always `groundstate`. */
            owned_by: string;
        };
        /** @description The models. */
        ModelList: {
            /** @description The models. */
            data: components["schemas"]["ModelEntry"][];
            /** @description Always `list`. */
            object: string;
        };
        /**
         * @description Texts to moderate.
         * @example {
         *       "input": "a text"
         *     }
         */
        ModerationRequest: {
            /** @description One text or several. */
            input: components["schemas"]["Input"];
            /** @description `groundstate-moderation`, or absent. */
            model?: string | null;
        };
        /** @description What the policy says. */
        ModerationResponse: {
            /** @description Identifier of the decision that records the first text. */
            id: string;
            /** @description Always `groundstate-moderation`. */
            model: string;
            /** @description One for each text, in order. */
            results: components["schemas"]["ModerationResult"][];
        };
        /** @description What the policy says of one text. */
        ModerationResult: {
            /** @description Whether each objective is violated. */
            categories: {
                [key: string]: boolean;
            };
            /** @description How far each objective is exceeded, in `0..=1`. */
            category_scores: {
                [key: string]: number;
            };
            /** @description Whether a hard objective forbids it. */
            flagged: boolean;
        };
        /** @description One accepted discrete move. */
        Move: {
            /**
             * Format: double
             * @description Energy after it.
             */
            energy: number;
            /** @description `insert`, `drop`, `swap`, `pair_swap`, `reorder` or `branch`. */
            move: string;
        };
        /**
         * @description A document to ingest, as JSON.
         * @example {
         *       "labels": [
         *         "staff"
         *       ],
         *       "media_type": "text/markdown",
         *       "source": "hr/leave.md",
         *       "text": "Employees have 30 days of leave.",
         *       "title": "Leave policy",
         *       "trust": 0.9
         *     }
         */
        NewDocument: {
            /** @description The document, as base64: for PDF, DOCX and other binary formats. */
            content?: string | null;
            /** @description Access labels that a caller must hold, all of them, to see it. */
            labels?: string[];
            /** @description Media type; sniffed when absent. */
            media_type?: string | null;
            /** @description Where it comes from: one document for each source. A digest of the content when absent. */
            source?: string | null;
            /** @description The document, as text. */
            text?: string | null;
            /** @description Title; the document's own when absent. */
            title?: string | null;
            /**
             * Format: double
             * @description Trust in the source, in `0..=1`.
             */
            trust?: number;
        };
        /**
         * @description A key to make.
         * @example {
         *       "expires_in_days": 90,
         *       "labels": [
         *         "staff"
         *       ],
         *       "name": "intranet",
         *       "scopes": [
         *         "answer",
         *         "memory:read"
         *       ]
         *     }
         */
        NewKey: {
            /**
             * Format: int32
             * @description Days until it stops working; never when absent.
             */
            expires_in_days?: number | null;
            /** @description Access labels that it holds. */
            labels?: string[];
            /** @description Name shown to people, 1 to 100 characters. */
            name: string;
            /** @description What it may do. */
            scopes: components["schemas"]["Scope"][];
        };
        /**
         * @description How an answer ended.
         * @enum {string}
         */
        Outcome: "answered" | "abstained" | "refused";
        /** @description One page of a list. */
        Page_DecisionEntry: {
            /** @description The entries. */
            data: {
                /** @description When, RFC 3339. */
                created_at: string;
                /** @description Identifier. */
                id: string;
                /** @description `answer`, `check`, `policy`, `memory`, `tombstone` or `key`. */
                kind: string;
                /** @description How it ended. */
                outcome: string;
                /** @description Who asked. */
                principal: string;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next_cursor?: string | null;
            /** @description Always `list`. */
            object: string;
        };
        /** @description One page of a list. */
        Page_Document: {
            /** @description The entries. */
            data: {
                /** @description SHA-256 of its bytes and metadata. */
                content_digest: string;
                /** @description When it was first ingested, RFC 3339. */
                created_at: string;
                /** @description Identifier. */
                id: string;
                /** @description Access labels that a caller must hold. */
                labels: string[];
                /** @description Media type as declared at ingestion. */
                media_type: string;
                /** @description Where it comes from. */
                source: string;
                /** @description Title. */
                title: string;
                /**
                 * Format: double
                 * @description Trust in the source.
                 */
                trust: number;
                /** @description When its newest version was published, RFC 3339. */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Newest version.
                 */
                version: number;
                /** @description Its versions, newest first; only where one document is read. */
                versions?: components["schemas"]["Version"][] | null;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next_cursor?: string | null;
            /** @description Always `list`. */
            object: string;
        };
        /** @description One page of a list. */
        Page_Job: {
            /** @description The entries. */
            data: {
                /** @description Whether somebody asked for its end. */
                cancel_requested: boolean;
                /** @description When it was asked for, RFC 3339. */
                created_at: string;
                /**
                 * Format: int64
                 * @description Items ended, well or badly.
                 */
                done: number;
                /**
                 * Format: int64
                 * @description Items ended badly; each says why.
                 */
                failed: number;
                /** @description When it ended, RFC 3339. */
                finished_at?: string | null;
                /** @description Identifier. */
                id: string;
                /** @description The same as `id`. */
                job_id: string;
                /** @description What it does: `ingest`. */
                kind: string;
                /** @description What it is doing. */
                message: string;
                /** @description Always `job`. */
                object: string;
                /** @description `queued`, `running`, `succeeded`, `failed` or `cancelled`. */
                status: string;
                /**
                 * Format: int64
                 * @description Number of items.
                 */
                total: number;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next_cursor?: string | null;
            /** @description Always `list`. */
            object: string;
        };
        /** @description One page of a list. */
        Page_JobItem: {
            /** @description The entries. */
            data: {
                /** @description The document that it became. */
                document_id?: string | null;
                error?: components["schemas"]["ItemError"] | null;
                /**
                 * Format: int64
                 * @description Position in the job.
                 */
                ordinal: number;
                /** @description Where the document comes from. */
                source: string;
                /** @description `queued`, `succeeded`, `unchanged`, `failed` or `cancelled`. */
                status: string;
                /**
                 * Format: int64
                 * @description The version that it became.
                 */
                version?: number | null;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next_cursor?: string | null;
            /** @description Always `list`. */
            object: string;
        };
        /** @description One page of a list. */
        Page_Key: {
            /** @description The entries. */
            data: {
                /** @description When it was made, RFC 3339. */
                created_at: string;
                /** @description When it stops working, RFC 3339. */
                expires_at?: string | null;
                /** @description Identifier. */
                id: string;
                /** @description The secret: only in the response that made it. */
                key?: string | null;
                /** @description Access labels that it holds. */
                labels: string[];
                /** @description Name shown to people. */
                name: string;
                /** @description When it was withdrawn, RFC 3339. */
                revoked_at?: string | null;
                /** @description What it may do. */
                scopes: components["schemas"]["Scope"][];
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next_cursor?: string | null;
            /** @description Always `list`. */
            object: string;
        };
        /** @description One page of a list. */
        Page_Statement: {
            /** @description The entries. */
            data: {
                /** @description When it was ingested, RFC 3339. */
                created_at: string;
                /** @description The document that says it. */
                document_id: string;
                /**
                 * Format: int64
                 * @description Character after the last in the document's text.
                 */
                end: number;
                /** @description Headings above it, outermost first. */
                heading_path: string[];
                /**
                 * Format: int64
                 * @description Identity.
                 */
                id: number;
                /** @description `sentence`, `list_item`, `table_row`, `record`, `quote` or `code`. */
                kind: string;
                /**
                 * Format: int64
                 * @description Position in the version.
                 */
                ordinal: number;
                /**
                 * Format: int64
                 * @description Position of the statement without which this one cannot be understood.
                 */
                requires?: number | null;
                /**
                 * Format: int64
                 * @description First character in the document's text.
                 */
                start: number;
                /** @description Whether a newer version of its document has replaced it. */
                superseded: boolean;
                /** @description Its words. */
                text: string;
                /**
                 * Format: double
                 * @description Trust in the source.
                 */
                trust: number;
                /**
                 * Format: int64
                 * @description The version of the document.
                 */
                version: number;
            }[];
            /** @description Cursor of the next page; absent on the last. */
            next_cursor?: string | null;
            /** @description Always `list`. */
            object: string;
        };
        /** @description A part of a message. */
        Part: {
            /** @description The text. */
            text: string;
            /** @enum {string} */
            type: "text";
        };
        /** @description The policies in force. */
        Policies: {
            /** @description The active version of each. */
            data: components["schemas"]["PolicyVersion"][];
            /** @description Always `list`. */
            object: string;
        };
        /**
         * @description Names one version of a policy.
         * @example {
         *       "digest": "8c1f…",
         *       "name": "default",
         *       "version": 1
         *     }
         */
        PolicyName: {
            /** @description SHA-256 over the canonical document, hexadecimal. */
            digest: string;
            /** @description Name of the policy. */
            name: string;
            /**
             * Format: int64
             * @description Version, from 1.
             */
            version: number;
        };
        /** @description A version of a policy. */
        PolicyVersion: {
            /** @description When it was written, RFC 3339. */
            created_at: string;
            /** @description Who wrote it. */
            created_by: string;
            /** @description SHA-256 over the canonical document. */
            digest: string;
            /** @description The document; only where one policy is read. */
            document?: unknown;
            /** @description Name. */
            name: string;
            /** @description `active` or `retired`. */
            status: string;
            /**
             * Format: int64
             * @description Version.
             */
            version: number;
        };
        /**
         * @description `application/problem+json` (RFC 9457).
         * @example {
         *       "code": "not_found",
         *       "detail": "there is no document `doc_1`",
         *       "request_id": "req_0192f0c4",
         *       "status": 404,
         *       "title": "Not found",
         *       "type": "/problems/not_found"
         *     }
         */
        ProblemBody: {
            /** @description Stable code for programs. */
            code: string;
            /** @description What happened here, for people. */
            detail: string;
            /** @description The parameter at fault. */
            parameter?: string | null;
            /** @description Identifier to quote when asking for help. */
            request_id: string;
            /**
             * Format: int32
             * @description HTTP status code.
             */
            status: number;
            /** @description Title, the same for every problem of this kind. */
            title: string;
            /** @description Relative URI that names the kind of problem. */
            type: string;
        };
        /** @description An answer that was not given. */
        RejectedAnswer: {
            /** @description What it costs. */
            energy: components["schemas"]["Energy"];
            /** @description Why it lost. */
            reason: components["schemas"]["RejectedReason"];
            /** @description Its statements, in order. */
            statements: number[];
            /** @description Its words; absent when a guardrail refuses them. */
            text?: string | null;
        };
        /** @description Why an answer lost. */
        RejectedReason: {
            /**
             * Format: double
             * @description How much less.
             */
            by: number;
            /** @enum {string} */
            kind: "higher_energy";
        } | {
            /** @description What it found. */
            detail: string;
            /** @enum {string} */
            kind: "violates";
            /** @description The objective. */
            objective: string;
        } | {
            /** @enum {string} */
            kind: "low_confidence";
            /**
             * Format: double
             * @description Probability reached that memory holds an answer.
             */
            score: number;
            /**
             * Format: double
             * @description Probability needed.
             */
            threshold: number;
        };
        /** @description What a replay found. */
        Replay: {
            /** @description The replayed answer. */
            answer: components["schemas"]["AnswerBody"];
            /** @description Where the two differ, as JSON pointers; at most 50. */
            differences: string[];
            /** @description Whether the answer is the same, byte for byte in its canonical form. */
            identical: boolean;
            /** @description Whether memory was asked again at the recorded snapshot. */
            recall: components["schemas"]["ReplayRecall"];
            /** @description SHA-256 of the recorded answer. */
            recorded_digest: string;
            /** @description SHA-256 of the replayed answer. */
            replayed_digest: string;
        };
        /**
         * @description What memory could give in a replay.
         * @enum {string}
         */
        ReplayRecall: "recomputed" | "changed";
        /** @description The assistant's message. */
        Reply: {
            /** @description The citations. */
            annotations: components["schemas"]["Annotation"][];
            /** @description What is said. */
            content?: string | null;
            /** @description What is said instead when a guardrail refused. */
            refusal?: string | null;
            /** @description Always `assistant`. */
            role: string;
        };
        /**
         * @description One permission of an API key.
         * @enum {string}
         */
        Scope: "Answer" | "Check" | "MemoryRead" | "MemoryWrite" | "Audit" | "PolicyRead" | "Admin";
        /**
         * @description What to search for.
         * @example {
         *       "limit": 5,
         *       "query": "default port"
         *     }
         */
        SearchRequest: {
            /** @description Results, `1..=100`; 10 when absent. */
            limit?: number | null;
            /** @description Words, 1 to 4,000 characters. */
            query: string;
        };
        /** @description What was found. */
        SearchResponse: {
            /** @description Always `list`. */
            object: string;
            /** @description The statements, best first. */
            results: components["schemas"]["Found"][];
        };
        /** @description The words that answer a factoid question. */
        ShortSpan: {
            /** @description Character after the last in the statement. */
            end: number;
            /** @description `number`, `date`, `person`, `place`, `entity` or `phrase`. */
            kind: string;
            /** @description First character in the statement. */
            start: number;
            /** @description Position of the statement in the answer. */
            statement: number;
            /** @description The words. */
            text: string;
        };
        /** @description Names a snapshot of memory. */
        Snapshot: {
            /**
             * Format: int64
             * @description Number of published changes.
             */
            revision: number;
        };
        /** @description A range of characters (Unicode scalar values). */
        Span: {
            /**
             * Format: int64
             * @description Character after the last.
             */
            end: number;
            /**
             * Format: int64
             * @description First character.
             */
            start: number;
        };
        /** @description Time of one stage. */
        Stage: {
            /**
             * Format: double
             * @description Milliseconds.
             */
            ms: number;
            /** @description `guardrails`, `perception`, `recall`, `configure`, `solve` or `record`. */
            name: string;
        };
        /** @description A statement. */
        Statement: {
            /** @description When it was ingested, RFC 3339. */
            created_at: string;
            /** @description The document that says it. */
            document_id: string;
            /**
             * Format: int64
             * @description Character after the last in the document's text.
             */
            end: number;
            /** @description Headings above it, outermost first. */
            heading_path: string[];
            /**
             * Format: int64
             * @description Identity.
             */
            id: number;
            /** @description `sentence`, `list_item`, `table_row`, `record`, `quote` or `code`. */
            kind: string;
            /**
             * Format: int64
             * @description Position in the version.
             */
            ordinal: number;
            /**
             * Format: int64
             * @description Position of the statement without which this one cannot be understood.
             */
            requires?: number | null;
            /**
             * Format: int64
             * @description First character in the document's text.
             */
            start: number;
            /** @description Whether a newer version of its document has replaced it. */
            superseded: boolean;
            /** @description Its words. */
            text: string;
            /**
             * Format: double
             * @description Trust in the source.
             */
            trust: number;
            /**
             * Format: int64
             * @description The version of the document.
             */
            version: number;
        };
        /** @description One sampled step of the relaxed descent. */
        Step: {
            /**
             * Format: double
             * @description Least relaxed energy over the restarts.
             */
            best: number;
            /**
             * Format: double
             * @description Mean relaxed energy over the restarts.
             */
            mean: number;
            /** @description Number of the step, from 0. */
            step: number;
            /**
             * Format: double
             * @description Temperature.
             */
            temperature: number;
        };
        /** @description What to send besides the answer. */
        StreamOptions: {
            /** @description Send a last chunk with the usage. */
            include_usage?: boolean;
        };
        /** @description How one test case of a policy ended. */
        TestResult: {
            /** @description What it did instead. */
            detail?: string | null;
            /** @description Name of the case. */
            name: string;
            /** @description Whether the policy did what the case expects. */
            passed: boolean;
        };
        /** @description A part of a document's text. */
        TextPart: {
            /** @description The document. */
            document_id: string;
            /** @description Character after the last. */
            end: number;
            /** @description Characters of the whole text. */
            length: number;
            /** @description First character. */
            start: number;
            /** @description The part. */
            text: string;
            /** @description Title. */
            title: string;
            /**
             * Format: int64
             * @description The version.
             */
            version: number;
        };
        /** @description Time by stage. */
        Timings: {
            /** @description The stages, in the order in which they were first entered. */
            stages: components["schemas"]["Stage"][];
            /**
             * Format: double
             * @description All of it, milliseconds.
             */
            total_ms: number;
        };
        /** @description How an answer was found. */
        Trace: {
            /** @description Candidates that no guardrail pruned. */
            candidates: number;
            /** @description Whether no feasible answer of less energy exists. */
            certified: boolean;
            /** @description Discrete moves that led to the answer. */
            moves: components["schemas"]["Move"][];
            /** @description Restarts of the relaxed descent. */
            restarts: number;
            /** @description Energies of the distinct answers that rounding left, ascending. */
            rounded: number[];
            /** @description The relaxed descent, sampled. */
            steps: components["schemas"]["Step"][];
        };
        /** @description One turn of a conversation. */
        Turn: {
            /** @description What was said. */
            content: string;
            /** @description Who spoke. */
            role: components["schemas"]["TurnRole"];
        };
        /**
         * @description Who spoke.
         * @enum {string}
         */
        TurnRole: "system" | "user" | "assistant";
        /** @description Where a statement stands. */
        UrlCitation: {
            /** @description Character after the last. */
            end_index: number;
            /** @description First character of the statement in the content. */
            start_index: number;
            /** @description Title and headings. */
            title: string;
            /** @description The passage in this server's API. */
            url: string;
        };
        /** @description Tokens, counted by the encoder's tokenizer. */
        Usage: {
            /** @description Tokens of the answer. */
            completion_tokens: number;
            /** @description Tokens of the messages. */
            prompt_tokens: number;
            /** @description Both. */
            total_tokens: number;
        };
        /** @description A policy to validate: as TOML or JSON text, or as a JSON document. */
        ValidateRequest: {
            /** @description The policy as a JSON document. */
            document?: unknown;
            /** @description The policy as TOML. */
            toml?: string | null;
        };
        /** @description What validation found. */
        Validation: {
            /** @description SHA-256 over the canonical document, where it is sound. */
            digest?: string | null;
            /** @description What is wrong with the document. */
            errors: string[];
            /** @description The policy's own test cases. */
            tests: components["schemas"]["TestResult"][];
            /** @description Whether the document is sound and all of its test cases pass. */
            valid: boolean;
        };
        /** @description A vector. */
        Vector: number[] | string;
        /** @description What one objective said. */
        VerdictEntry: {
            /** @description `hard`, `soft` or `shadow`. */
            enforcement: string;
            /** @description Its kind. */
            kind: string;
            /**
             * Format: double
             * @description Its margin.
             */
            margin: number;
            /** @description What the user is told when it is violated. */
            message: string;
            /** @description The objective. */
            objective: string;
            /** @description Why, for whoever reads the decision. */
            reason: string;
            /** @description `input`, `recall`, `output` … */
            stage: string;
            /** @description `satisfied`, `violated` or `unevaluable`. */
            status: string;
            /**
             * Format: double
             * @description Its value: satisfied when at most its margin.
             */
            value?: number | null;
        };
        /** @description A version of a document. */
        Version: {
            /** @description SHA-256 of its bytes and metadata. */
            content_digest: string;
            /** @description When it was ingested, RFC 3339. */
            created_at: string;
            /**
             * Format: int64
             * @description The memory revision that published it.
             */
            revision?: number | null;
            /**
             * Format: int64
             * @description Number of statements.
             */
            statements: number;
            /** @description Title. */
            title: string;
            /**
             * Format: int64
             * @description Number.
             */
            version: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    is_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    read_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    is_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    create_answer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnswerResponse"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    create_chat_completion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatCompletion"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckResponse"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_decisions: {
        parameters: {
            query?: {
                /** @description Entries a page, `1..=200`; 50 when absent. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Only this kind. */
                kind?: string;
                /** @description Only this outcome. */
                outcome?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DecisionEntry"];
                };
            };
        };
    };
    read_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Decision */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    prove_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Decision */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InclusionProof"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    replay_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Decision */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_documents: {
        parameters: {
            query?: {
                /** @description Entries a page, `1..=200`; 50 when absent. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Document"];
                };
            };
        };
    };
    create_document: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDocument"];
                "multipart/form-data": components["schemas"]["DocumentForm"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_document: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Document */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    erase_document: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Document */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_document_text: {
        parameters: {
            query?: {
                /** @description First character; 0 when absent. */
                start?: number;
                /** @description Character after the last; 20,000 after `start` when absent, and at most. */
                end?: number;
                /** @description Version; the newest when absent. */
                version?: number;
            };
            header?: never;
            path: {
                /** @description Document */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TextPart"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    create_embeddings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmbeddingsRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbeddingsResponse"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description Entries a page, `1..=200`; 50 when absent. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Job"];
                };
            };
        };
    };
    read_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    cancel_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    stream_job_events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Job"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_job_items: {
        parameters: {
            query?: {
                /** @description Entries a page, `1..=200`; 50 when absent. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_JobItem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: {
                /** @description Entries a page, `1..=200`; 50 when absent. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Key"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    prove_log_consistency: {
        parameters: {
            query: {
                /** @description Size of the earlier tree. */
                from: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsistencyProof"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    export_log: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_log_head: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Head"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_caller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
        };
    };
    read_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Model */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelEntry"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_moderation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModerationRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModerationResponse"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_policies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policies"];
                };
            };
        };
    };
    read_policy_schema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    validate_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ValidateRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Validation"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_policy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Policy */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersion"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    search_statements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_statements: {
        parameters: {
            query: {
                /** @description The document. */
                document: string;
                /** @description The version; the newest when absent. */
                version?: number;
                /** @description Entries a page, `1..=200`; 50 when absent. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Statement"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    read_statement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Statement */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
}
