namespace Cs336.Train.SyntheticText;

/// <summary>The scripts of the synthetic web, each a little like the languages that use it.</summary>
internal sealed class Scripts
{
    /// <summary>What most of the web is written in.</summary>
    public Script English { get; } = new(
        19,
        "the a of and to in is it on that for was with as be at by he or an are this from have not but had you she all were his one we "
        + "ab ac ad al am ap ar ba be bi bo bra bu ca ce cha che ci cla co cra cu da de di do dra du e el em en ex fa fe fi fla fo fra fu "
        + "ga ge gi glo go gra gu ha he hi ho hu il im in ja jo ka ke ki kno la le li lo lu ma me mi mo mu na ne ni no nu ob op or pa pe "
        + "phi pla po pra pro pu qua ra re ri ro ru sa sca se sha she si sla so spe sta stre su ta te the thi ti to tra tu un up va ve vi "
        + "vo wa we whi wi wo wri ya ye yo za ze zo",
        "ba be bi bo bu ca ce ci co cu da de di do du fa fe fi fo ga ge gi go ha he hi ho ka ke ki la le li lo lu lla lle lli ma me mi mo mu "
        + "na ne ni no nu pa pe pi po pu ra re ri ro ru sa se si so su ssa sse sta ste sti sto ta te ti to tu tra tri va ve vi vo wa we za ze",
        "n s t r l d m ng nd nt st th ck ss ly ed er ing tion ness ment able ous ive al ic ist ism ful less");

    /// <summary>The others, those that are met more often several times.</summary>
    public IReadOnlyList<Script> Others { get; }

    public Scripts()
    {
        var accented = new Script(
            17,
            "à le la é è de un une les des que qui dé ré pré señ mañ niñ für über schö größ grün på før være må når już być więc żeby że co č š ž ř "
            + "ção não são ó ú í á ñ ö ä ü å æ ø",
            "té né lé cé ré mé ñe ña ño ña ße öl ün än är ör ür ção ções ão ões ía ió él ék ów ąc ęż łe ły ště ži če ře ået ære øre",
            "e es s en er ent ais aient ão ść ów ung keit lich mente ción");
        var cyrillic = new Script(
            18,
            "и в не на я что он с как это по но из за то все так его до же вы бы мы от у о к а при под пере про раз без вос над пред",
            "ва ве ви во ну на не ни но га ге ги го да де ди до ка ке ки ко ла ле ли ло лю ма ме ми мо па пе пи по ра ре ри ро са се си со та те ти то ша ше жи чу щи",
            "ть ся л ла ли ет ют ый ая ое ого ему ость ение ство");
        var han = new Script(
            17,
            "的 一 是 不 了 人 我 在 有 他 这 中 大 来 上 国 个 到 说 们 为 子 和 你 地 出 道 也 时 年 得 就 那 要 下 以 生 会 自 着 去 之 过 家 学 对 可 她 里 后 小 么 心 多 天 而 能 好 都 然",
            "年 月 日 分 秒 市 区 县 省 路 号 公 司 部 门 经 济 社 会 政 治 文 化 教 育 科 技 信 息 网 络 系 统 数 据 计 算 机 软 件 硬 开 发 设 计 产 品 服 务 管 理 市 场 价 格 质 量 安 全",
            spaced: false, comma: "，", stop: "。");
        var kana = new Script(
            16,
            "の に は を た が で て と し れ さ ある いる も する から な こと として い や れる など なっ ない この ため その あっ よう また",
            "か き く け こ さ し す せ そ た ち つ て と な に ぬ ね の は ひ ふ へ ほ ま み む め も ら り る れ ろ ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ タ チ ツ テ ト ー ン 東 京 都 市 新 本 語",
            spaced: false, comma: "、", stop: "。");
        var hangul = new Script(
            16,
            "이 그 저 것 수 등 년 때 일 한 나 우리 사람 말 더 안 못 잘 다 또 및 은 를 에 의 가 하 되 있 없 않 같 보 주 대",
            "가 나 다 라 마 바 사 아 자 차 카 타 파 하 고 노 도 로 모 보 소 오 조 구 누 두 루 무 부 수 우 주 기 니 디 리 미 비 시 이 지 는 을 를 에서 으로 한국 서울",
            "다 요 은 는 이 가 을 를 에 의 도 로");
        var arabic = new Script(
            17,
            "في من على ال أن إلى كان هذا مع ما لا هو عن قد لم كل بعد عند بين حتى إذا كما أو ثم",
            "با بي بو تا تي تو ثا جا جي حا خا دا دي را ري رو سا سي شا صا طا عا غا فا في قا كا كي لا لي ما مي نا ني ها وا يا",
            "ة ات ون ين ها هم نا ك ي",
            comma: "، ");
        var devanagari = new Script(
            16,
            "के में है की और से का को पर यह एक ने हैं भी नहीं कि जो तो था हो कर इस उस या अपने साथ",
            "का कि की कु के को खा गा गी घर चा ची छा जा जी टा डा ता ती तु ते दा दी धा ना नी नु ने पा पी प्र बा बी भा मा मी या रा री ला ली वा वि शा सा सी हा क्ष त्र ज्ञ",
            "ता ना ने ओं यों कर वाला",
            stop: "। ");
        var greek = new Script(
            15,
            "και το της η ο να τα του με που για από στο είναι δεν θα σε τη οι στην τον μια αυτό",
            "α ε ι ο βα βε γα γι δα δε ζω θε κα κι λα λε λι λο μα με μη να νε ρα ρι σα σι στα τα τε τι το φα χα ψα",
            "ς ν ος ης ας ων ει ουν ικό ισμός");
        var hebrew = new Script(
            15, "של את על לא הוא זה עם כל היא גם כי אם או יש אני מה רק עוד", "בא גו דה הי וא זי חי טו יה כי לו מה ני סו עי פה צו קי רו שי תה", "ים ות ה י נו");
        var thai = new Script(
            15, "ที่ และ ใน การ เป็น มี ของ ได้ ไม่ ว่า ให้ จะ ไป มา กับ นี้ คน ปี", "กา กิ ขอ คำ งา จา ชา ดี ตา นา น้ำ บา ปา พา มา ยา รา ลา วา สา หา อา ไทย เมือง",
            spaced: false, comma: " ", stop: " ");
        Others = [accented, accented, cyrillic, cyrillic, han, han, kana, hangul, arabic, devanagari, greek, hebrew, thai];
    }
}
