"""Head nouns: what kind of thing a noun phrase names when the vocabulary does not hold it whole.

"lupus therapy" is a treatment although lupus is a disease; "pleural effusion that cannot be drained" is a condition.
"""

from __future__ import annotations

import re
from typing import Final

from equipoise.criteria.nodes import ConceptKind

_WORDS: Final[dict[ConceptKind, str]] = {
    "condition": (
        "disease diseases disorder disorders syndrome syndromes infection infections malignancy malignancies cancer cancers tumor tumors tumour tumours "
        "carcinoma neoplasm neoplasms lesion lesions metastasis metastases failure insufficiency impairment dysfunction abnormality abnormalities deficiency "
        "injury injuries trauma fracture fractures ulcer ulcers bleeding hemorrhage haemorrhage stroke seizure seizures attack attacks event events pain "
        "fever rash edema oedema effusion effusions stenosis obstruction occlusion thrombosis embolism aneurysm arrhythmia arrhythmias block defect defects "
        "allergy allergies hypersensitivity intolerance reaction reactions sensitivity anaphylaxis toxicity toxicities complication complications neuropathy cirrhosis hepatitis diabetes hypertension hypotension "
        "anemia anaemia depression psychosis dementia abuse dependence addiction misuse alcoholism suicidality ideation retardation illness illnesses condition conditions "
        "symptom symptoms sign manifestation manifestations involvement organ organs progression recurrence relapse flare exacerbation exacerbations episode episodes "
        "weakness wound wounds burn burns cyst cysts polyp polyps stone stones hernia fistula abscess sepsis shock coma delirium loss obesity overweight malnutrition "
        "cataract glaucoma blindness deafness atrophy fibrosis necrosis ischemia ischaemia infarction angina murmur shunt leak perforation rupture rejection "
        "opacity detachment inflammation swelling stiffness deformity contracture paralysis paresis palsy ataxia tremor spasticity dysphagia "
        "nausea vomiting diarrhea constipation cough dyspnea wheezing headache migraine insomnia fatigue anxiety phobia autism disability disabilities coagulopathy diathesis "
        "immunodeficiency immunosuppression compromise hypoglycemia hyperglycemia acidosis ketoacidosis porphyria comorbidity comorbidities problem problems instability mutation mutations aberration translocation deletion deletions rearrangement amplification expression "
        "leukemia leukaemia lymphoma myeloma sarcoma melanoma glioma blastoma adenocarcinoma dystrophy sclerosis psoriasis eczema dermatitis acne asthma copd emphysema bronchitis pneumonia pneumonitis tuberculosis malaria hiv aids dependency withdrawal intoxication overdose"
    ),
    "treatment": (
        "therapy therapies treatment treatments chemotherapy radiotherapy radiation immunotherapy surgery surgeries procedure procedures operation transplant transplants transplantation "
        "transplantations medication medications drug drugs agent agents medicine medicines inhibitor inhibitors antagonist antagonists agonist agonists blocker blockers antibody antibodies vaccine vaccines vaccination "
        "vaccinations immunization immunisation injection injections infusion infusions transfusion transfusions dialysis steroid steroids corticosteroid corticosteroids hormone hormones "
        "supplement supplements antibiotic antibiotics antiviral antivirals anticoagulant anticoagulants analgesic analgesics opioid opioids sedative sedatives anesthesia anaesthesia "
        "intervention interventions device devices pacemaker defibrillator stent stents implant implants prosthesis catheter catheters ventilation intubation resection excision biopsy-free "
        "ablation embolization laser phototherapy physiotherapy rehabilitation psychotherapy counseling diet regimen regimens substance substances compound compounds product products "
        "immunosuppressant immunosuppressants immunosuppression-therapy diuretic diuretics statin statins insulin contraceptives oxygen hospitalization hospitalisation admission graft grafts amputation hysterectomy "
        "herbal herbs remedy remedies vitamin vitamins aspirin nsaid nsaids antidepressant antidepressants antipsychotic antipsychotics anticonvulsant anticonvulsants benzodiazepine benzodiazepines lens lenses "
        "derivative derivatives analog analogue analogues globulin immunoglobulin immunoglobulins interferon irradiation revascularization bypass angioplasty replacement exercise training acupuncture massage cells donation plasmapheresis apheresis use"
    ),
    "test": (
        "test tests assay assays scan scans imaging mri ct pet ultrasound ultrasonography x-ray radiograph radiography electrocardiogram ecg ekg echocardiogram echocardiography "
        "biopsy histology cytology pathology serology culture cultures examination exam screen endoscopy colonoscopy spirometry antigen result results titer titre smear status-test sequencing histopathology "
        "antibody-test angiography angiogram mammogram mammography tomography polysomnography electroencephalogram eeg measurement measurements evaluation assessment confirmation specimen sample documentation"
    ),
    "state": (
        "partner partners function functions healthy fertile health gender sex ability weight age diet fasting literacy pregnancy pregnant lactation lactating breastfeeding breast-feeding nursing menopause postmenopausal post-menopausal premenopausal smoker smokers smoking tobacco "
        "participation enrollment enrolment participant resident prisoner prisoners incarceration incarcerated inmates employee employees student students ward wards guardianship literate speaking english-speaking english fluent residence "
        "caregiver ambulatory inpatient outpatient pregnancies fertility potential female male females males women woman men man veteran veterans native race ethnicity insurance telephone access "
        "contact availability tissue life-style occupation shift driver athlete consciousness conscious claustrophobia sterile"
    ),
}
HEADS: Final[dict[str, ConceptKind]] = {word: kind for kind, words in _WORDS.items() for word in words.split()}

_SUFFIXES: Final[tuple[tuple[re.Pattern[str], ConceptKind], ...]] = (
    (re.compile(r".{3,}(?:itis|itides|emia|aemia|osis|oses|oma|omas|omata|opathy|opathies|penia|algia|uria|rrhea|rrhoea|plegia|paresis|megaly|ectasis|ectasia|trophy|phobia|lysis|plasia|sclerosis|edema|oedema|iasis|philia|cele|rrhagia|asthenia|kinesia|esthesia|stasis|cardia)$"), "condition"),
    (re.compile(r".{3,}(?:ectomy|ectomies|ostomy|otomy|plasty|pexy|desis|therapy|mab|mabs|nib|nibs|tinib|ciclib|parib|zomib|limus|statin|statins|pril|prils|sartan|sartans|olol|azole|azoles|cillin|cycline|cyclines|mycin|floxacin|vir|virs|cept|taxel|platin|rubicin|tide|gliptin|gliflozin|glitazone|lukast|dipine|triptan|setron|prazole|parin|xaban|gatran|leukin|kinra|stim|sone|solone|nide|caine|barbital|zepam|zolam)$"), "treatment"),
    (re.compile(r".{3,}(?:scopy|scopies|graphy|gram|grams|metry)$"), "test"),
)  # fmt: skip


def kind_of_word(word: str) -> ConceptKind | None:
    """The kind that a head noun gives its phrase, by the list and then by its ending."""
    lowered = word.lower().strip("'’.")
    if (found := HEADS.get(lowered)) is not None:
        return found
    if (found := HEADS.get(lowered.rsplit("-", 1)[-1])) is not None:
        return found
    return next((kind for pattern, kind in _SUFFIXES if pattern.match(lowered)), None)
