{{/* The engine's nightjar.yaml. What config says wins. */}}
{{- define "nightjar.engineConfig" -}}
{{- $tls := dict "certificate" "/etc/nightjar/tls/tls.crt" "key" "/etc/nightjar/tls/tls.key" -}}
{{- $account := printf "system:serviceaccount:%s:%s" .Release.Namespace (include "nightjar.agentAccount" .) -}}
{{- $protected := prepend .Values.protectedNamespaces .Release.Namespace -}}
{{- range .Values.engine.agentAccounts -}}{{- $protected = append $protected (index (splitList ":" .) 2) -}}{{- end -}}
{{- $config := dict
  "state" "/var/lib/nightjar/state"
  "mode" .Values.mode
  "cluster" (dict "practice" "never")
  "protected" (dict "namespaces" ($protected | uniq))
  "rules" (include "nightjar.rulePaths" . | fromJsonArray)
  "http" (dict "listen" "0.0.0.0:2804" "publicUrl" (include "nightjar.publicUrl" .) "tls" $tls "signIn" .Values.engine.signIn)
  "agents" (dict "listen" "0.0.0.0:2805" "tls" $tls "serviceAccounts" (ternary (prepend .Values.engine.agentAccounts $account) .Values.engine.agentAccounts (or .Values.agent.enabled (not .Values.engine.agentAccounts))))
  "observe" (dict "logs" "json" "metrics" (dict "listen" "0.0.0.0:9464"))
  "notify" (dict "console" false)
-}}
{{- with .Values.namespaceModes -}}{{- $_ := set $config "namespaceModes" . -}}{{- end -}}
{{- with .Values.killSwitch.configMap -}}{{- $_ := set $config "killSwitchConfigMap" (printf "%s/%s" $.Release.Namespace .) -}}{{- end -}}
{{- $playbooks := dict "folder" (include "nightjar.playbookFolder" .) -}}
{{- with .Values.playbooks.only -}}{{- $_ := set $playbooks "only" . -}}{{- end -}}
{{- with .Values.playbooks.keys -}}{{- $_ := set $playbooks "keys" . -}}{{- end -}}
{{- with .Values.playbooks.stages -}}{{- $_ := set $playbooks "stages" . -}}{{- end -}}
{{- $_ := set $config "playbooks" $playbooks -}}
{{- if .Values.engine.postgresql.enabled -}}
{{- $store := dict "url" (required "engine.postgresql.url: jdbc:postgresql://HOST/DATABASE" .Values.engine.postgresql.url) "user" .Values.engine.postgresql.user -}}
{{- $_ := set $store "passwordFile" (printf "/etc/nightjar/postgresql/%s" .Values.engine.postgresql.passwordSecret.key) -}}
{{- with .Values.engine.postgresql.keysSecret -}}{{- $_ := set $store "keys" "/etc/nightjar/keys" -}}{{- end -}}
{{- $_ := set $config "store" $store -}}
{{- end -}}
{{- with include "nightjar.kafkaConfig" . | fromYaml -}}{{- $_ := set $config "kafka" . -}}{{- end -}}
{{- if .Values.engine.ingest.enabled -}}
{{- $senders := dict -}}
{{- range $name, $one := .Values.engine.ingest.senders -}}
{{- $sender := dict $one.as (printf "file:/etc/nightjar/senders/%s/%s" $name $one.key) -}}
{{- with $one.nodes -}}{{- $_ := set $sender "nodes" . -}}{{- end -}}
{{- with $one.rate -}}{{- $_ := set $sender "rate" (int .) -}}{{- end -}}
{{- $_ := set $senders $name $sender -}}
{{- end -}}
{{- if not $senders -}}{{- fail "engine.ingest.senders: say who may hand in alerts, with a Secret each" -}}{{- end -}}
{{- $_ := set $config "ingest" (dict "listen" "0.0.0.0:2806" "tls" $tls "senders" $senders) -}}
{{- end -}}
{{- mergeOverwrite $config (deepCopy .Values.config) | toYaml -}}
{{- end -}}

{{/* The section kafka of whoever decides. */}}
{{- define "nightjar.kafkaConfig" -}}
{{- if .Values.kafka.servers -}}
{{- $kafka := dict "servers" .Values.kafka.servers "prefix" .Values.kafka.prefix "partitions" (int .Values.kafka.partitions) -}}
{{- if or .Values.kafka.caSecret .Values.kafka.caConfigMap -}}{{- $_ := set $kafka "ca" "/etc/nightjar/kafka-ca/ca.crt" -}}{{- end -}}
{{- with .Values.kafka.keysSecret.name -}}{{- $_ := set $kafka "keys" (printf "/etc/nightjar/kafka-keys/%s" $.Values.kafka.keysSecret.key) -}}{{- end -}}
{{- with .Values.kafka.user -}}
{{- $_ := set $kafka "user" . -}}
{{- $_ := set $kafka "mechanism" $.Values.kafka.mechanism -}}
{{- if $.Values.kafka.passwordSecret.name -}}{{- $_ := set $kafka "passwordFile" (printf "/etc/nightjar/kafka/%s" $.Values.kafka.passwordSecret.key) -}}{{- end -}}
{{- end -}}
{{- $kafka | toYaml -}}
{{- end -}}
{{- end -}}

{{/* What an engine that only decides reads: nothing of the store, of people and of the cluster. */}}
{{- define "nightjar.decideConfig" -}}
{{- $own := pick (deepCopy .Values.config) "calendars" "falco" "kafka" "playbooks" "rules" -}}
{{- $all := include "nightjar.engineConfig" . | fromYaml -}}
{{- $config := dict
  "state" "/var/lib/nightjar"
  "rules" $all.rules
  "playbooks" $all.playbooks
  "kafka" (mergeOverwrite (include "nightjar.kafkaConfig" . | fromYaml) (dict "listen" "0.0.0.0:9464"))
  "observe" (dict "logs" "json")
-}}
{{- mergeOverwrite $config $own | toYaml -}}
{{- end -}}

{{/* The agent's nightjar.yaml. */}}
{{- define "nightjar.agentConfig" -}}
{{- $engines := .Values.agent.engines -}}
{{- if .Values.engine.enabled -}}{{- $engines = append $engines (printf "https://%s:2805" (include "nightjar.engineHost" .)) -}}{{- end -}}
{{- if not $engines -}}{{- fail "agent.engines: the release has no engine, so name the addresses of others" -}}{{- end -}}
{{- $agent := dict
  "engines" $engines
  "tokenFile" "/var/run/secrets/nightjar/token"
  "caFile" "/etc/nightjar/ca/ca.crt"
  "spool" (dict "maxBytes" (int64 .Values.agent.spool.maxBytes))
  "listen" "0.0.0.0:2807"
-}}
{{- $config := dict
  "state" "/var/lib/nightjar"
  "rules" (include "nightjar.rulePaths" . | fromJsonArray)
  "agent" $agent
  "observe" (dict "logs" "json")
-}}
{{- mergeOverwrite $config (deepCopy .Values.agent.config) | toYaml -}}
{{- end -}}
